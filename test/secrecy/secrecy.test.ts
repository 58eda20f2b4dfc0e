import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Sensitive } from '../../shared/credentials/sensitive.ts';
import { parseDatabaseSecret } from '../../shared/databases/database-secret.ts';
import { SecretId } from '../../shared/rotation/store.ts';
import { runningServers } from '../servers/running.ts';
import { invoke, rotator } from '../stand/bundle.ts';
import { type Cloud, startCloud } from '../stand/cloud.ts';
import { asAdmin } from '../stand/login.ts';
import { type Prepared, prepare, settings } from '../stand/settings.ts';

const root = join(import.meta.dirname, '../..');

const cases = settings.flatMap((setting) =>
  runningServers()
    .filter((server) => server.engine === setting.engine)
    .map((server) => ({ ...setting, setting, server, version: server.version })),
);

const Versions = z.object({
  VersionIds: z.object({ VersionId: z.array(z.object({ VersionId: z.string() })) }),
});
const Value = z.object({ SecretData: z.string() });
const Password = z.object({ AccountPassword: z.string() });

/** Every password any version of the secret has held. */
async function passwordsOf(cloud: Cloud, secret: string): Promise<string[]> {
  const listed = await cloud.call('ListSecretVersionIds', { SecretName: secret, IncludeDeprecated: 'true' });
  const ids = Versions.parse(listed).VersionIds.VersionId.map((version) => version.VersionId);
  const values = ids.map((VersionId) => cloud.call('GetSecretValue', { SecretName: secret, VersionId }));
  return (await Promise.all(values)).map(
    (answer) => Password.parse(JSON.parse(Value.parse(answer).SecretData)).AccountPassword,
  );
}

/** What PostgreSQL shows and keeps of statements; nothing on the others, whose log is all there is. */
async function statistics({ server }: Prepared): Promise<string> {
  if (server.engine !== 'postgresql') return '';
  return asAdmin(server, async (query) => {
    await query('create extension if not exists pg_stat_statements');
    const seen = [
      await query('select query from pg_stat_activity'),
      await query('select query from pg_stat_statements'),
    ];
    return JSON.stringify(seen);
  });
}

describe.each(cases)('$engine $version, $strategy by $actor', ({ server, setting }) => {
  it('lets no value into logs, statistics, output, audit or results', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const prepared = await prepare(cloud, server, setting);
    const rotation = { Operation: 'rotate', SecretId: prepared.secret };
    const first = await invoke(cloud, setting.type, rotation);
    expect(first.failure, first.stderr).toBeUndefined();
    const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
    const said = [JSON.stringify(first)];
    for (const Step of steps) {
      const event = { Step, SecretId: prepared.secret, ClientRequestToken: 'T-steps' };
      said.push(JSON.stringify(await invoke(cloud, setting.type, event)));
    }
    said.push(JSON.stringify(await rotator(cloud, 'rotate', prepared.secret)));
    said.push(JSON.stringify(await rotator(cloud, 'rotate', prepared.secret, '--json')));
    const passwords = (await passwordsOf(cloud, prepared.secret)).filter(
      (one) => one !== prepared.account.password,
    );
    expect(passwords).toHaveLength(4);
    const log = await readFile(server.log, 'utf8');
    expect(log).toContain(prepared.account.user);
    const ours = {
      'our output and results': said.join('\n'),
      'the audit log': JSON.stringify(cloud.sandbox.audit.records),
    };
    // The admin's own password went through the server in plain text when this test made the account.
    const theirs = { 'the server’s log': log, 'its statistics': await statistics(prepared) };
    for (const [place, text] of Object.entries({ ...ours, ...theirs }))
      for (const password of passwords) expect(text.includes(password), place).toBe(false);
    for (const [place, text] of Object.entries(ours))
      expect(text.includes(prepared.admin.password), place).toBe(false);
  });
});

describe('a bundle', () => {
  it.each(['rds-mysql', 'rds-postgresql'])(
    'of %s holds no key and no value of this process',
    async (name) => {
      const text = await readFile(join(root, 'dist', name, 'index.js'), 'utf8');
      expect(text.length).toBeGreaterThan(10_000);
      for (const server of runningServers()) expect(text.includes(server.admin.password)).toBe(false);
      expect(/LTAI[A-Za-z0-9]{12,}|PRIVATE KEY-----(\\n|\s)*[A-Za-z0-9+/]{40}/.test(text)).toBe(false);
    },
  );
});

describe('an inspected value', () => {
  it('prints as [sensitive] in every way, fields of others included', () => {
    const text = JSON.stringify({
      AccountName: 'app',
      AccountPassword: 'canary-81',
      Endpoint: 'h',
      ApiKey: 'canary-82',
    });
    const value = parseDatabaseSecret(SecretId.parse('s'), new Sensitive(text), 3306);
    const printed = [
      inspect(value, { depth: 10, showHidden: true }),
      JSON.stringify(value),
      `${value.text}`,
    ].join();
    expect(printed).toContain('[sensitive]');
    expect(printed).not.toMatch(/canary-8/);
  });
});
