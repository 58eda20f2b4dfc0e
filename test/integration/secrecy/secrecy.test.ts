import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { functionNames } from '../../../shared/build/bundle.ts';
import { Step as Steps } from '../../../shared/engine/rotation/result.ts';
import { SecretId } from '../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { parseDatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { runningServers } from '../../support/servers/running.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { invoke, rotator } from '../../support/stand/in-process.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { findSubjects, titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';

const root = join(import.meta.dirname, '../../..');
const names = await functionNames(root);

const subjects = exhaustive ? await findSubjects(runningServers()) : await subjectsUnderTest();
const cases = subjects.map((subject) => ({
  subject,
  title: titleOf(subject),
}));

const Versions = z.object({
  VersionIds: z.object({ VersionId: z.array(z.object({ VersionId: z.string() })) }),
});

/** Every value any version of the secret has held. */
async function valuesOf(cloud: Cloud, secret: string): Promise<string[]> {
  const listed = await cloud.call('ListSecretVersionIds', { SecretName: secret, IncludeDeprecated: 'true' });
  const ids = Versions.parse(listed).VersionIds.VersionId.map((version) => version.VersionId);
  return Promise.all(ids.map((id) => storedValue(cloud, secret, id)));
}

describe.each(cases)('$title', ({ subject }) => {
  it('lets no value into logs, statistics, output, audit or results', async () => {
    await using cloud = await startCloud(subject.certificateAuthorityFile);
    await using ready = await subject.prepare(cloud);
    const { type } = subject;
    const { secret } = ready;
    await cloud.tag(secret, { 'rotation:grace': '0m:accepted' });
    const first = await storedValue(cloud, secret);
    const rotated = await invoke(cloud, type, { Operation: 'rotate', SecretId: secret });
    expect(rotated.failure, rotated.stderr).toBeUndefined();
    const said = [JSON.stringify(rotated)];
    for (const Step of Steps.options) {
      const event = { Step, SecretId: secret, ClientRequestToken: 'T-steps' };
      said.push(JSON.stringify(await invoke(cloud, type, event)));
    }
    said.push(JSON.stringify(await rotator(cloud, 'rotate', secret)));
    said.push(JSON.stringify(await rotator(cloud, 'rotate', secret, '--json')));
    const values = await valuesOf(cloud, secret);
    expect(values).toHaveLength(5);
    // The first value went through the service in plain text when this test made the account.
    const made = values.filter((value) => value !== first).flatMap((value) => ready.privateParts(value));
    expect(made.length).toBeGreaterThanOrEqual(4);
    const ours = {
      'our output and results': said.join('\n'),
      'the audit log': JSON.stringify(cloud.sandbox.audit.records),
    };
    const places = { ...ours, 'what the service wrote': await ready.said() };
    for (const [place, text] of Object.entries(places))
      for (const part of made) expect(text.includes(part), place).toBe(false);
    for (const [place, text] of Object.entries(ours))
      for (const part of [...ready.confidential, ...ready.privateParts(first)])
        expect(text.includes(part), place).toBe(false);
  });
});

describe('a bundle', () => {
  it.each(names)('of %s holds no key and no value of this process', async (name) => {
    const text = await readFile(join(root, 'dist', name, 'index.js'), 'utf8');
    expect(text.length).toBeGreaterThan(10_000);
    for (const server of runningServers()) expect(text.includes(server.admin.password)).toBe(false);
    expect(/LTAI[A-Za-z0-9]{12,}|PRIVATE KEY-----(\\n|\s)*[A-Za-z0-9+/]{40}/.test(text)).toBe(false);
  });
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
