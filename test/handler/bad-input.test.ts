import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../servers/running.ts';
import { invoke, rotator } from '../stand/bundle.ts';
import { type Cloud, startCloud } from '../stand/cloud.ts';
import { login } from '../stand/login.ts';
import { type Prepared, prepare, type Setting, settings } from '../stand/settings.ts';

const canary = 'canary-Value-4711';

interface Case {
  readonly title: string;
  readonly code: string;
  /** What the message must name. */
  readonly names: string;
  /** Spoils what was prepared, and answers the event to send instead of a whole rotation. */
  readonly spoil: (cloud: Cloud, prepared: Prepared) => Promise<object | string | undefined>;
  /** Whether the command line can be asked for the same. */
  readonly byCommandLine: boolean;
  readonly exitCode?: number;
}

const tag = (cloud: Cloud, { secret }: Prepared, TagKey: string, TagValue: string) =>
  cloud.call('TagResource', { SecretName: secret, Tags: JSON.stringify([{ TagKey, TagValue }]) });

const replaceValue = async (cloud: Cloud, { secret }: Prepared, value: string) => {
  await cloud.call('PutSecretValue', { SecretName: secret, VersionId: 'v1', SecretData: value });
};

const cases: readonly Case[] = [
  {
    title: 'an event of no known shape',
    code: 'event-malformed',
    names: 'Step',
    spoil: async () => ({ Hello: canary }),
    byCommandLine: false,
  },
  {
    title: 'an event that is no JSON',
    code: 'event-malformed',
    names: 'no JSON',
    spoil: async () => `{${canary}`,
    byCommandLine: false,
  },
  {
    title: 'a tag nobody knows',
    code: 'policy-malformed',
    names: 'rotation:shedule',
    spoil: async (cloud, prepared) => {
      await tag(cloud, prepared, 'rotation:shedule', canary);
      return undefined;
    },
    byCommandLine: true,
  },
  {
    title: 'a value without a password',
    code: 'secret-malformed',
    names: 'AccountPassword',
    spoil: async (cloud, prepared) => {
      await replaceValue(
        cloud,
        prepared,
        JSON.stringify({ AccountName: 'app', Passwort: canary, Endpoint: 'localhost' }),
      );
      return undefined;
    },
    byCommandLine: true,
  },
  {
    title: 'a value with a nested field',
    code: 'secret-malformed',
    names: 'Extra',
    spoil: async (cloud, prepared) => {
      const value = {
        AccountName: 'app',
        AccountPassword: canary,
        Endpoint: 'localhost',
        Extra: { a: canary },
      };
      await replaceValue(cloud, prepared, JSON.stringify(value));
      return undefined;
    },
    byCommandLine: true,
  },
  {
    title: 'a value that is no JSON',
    code: 'secret-malformed',
    names: 'no JSON',
    spoil: async (cloud, prepared) => {
      await replaceValue(cloud, prepared, canary);
      return undefined;
    },
    byCommandLine: true,
  },
  {
    title: 'an admin secret that does not exist',
    code: 'secret-not-found',
    names: 'no-such-admin',
    spoil: async (cloud, prepared) => {
      await tag(cloud, prepared, 'rotation:admin-secret', 'no-such-admin');
      return undefined;
    },
    byCommandLine: true,
  },
  {
    title: 'an admin secret of another host',
    code: 'admin-mismatch',
    names: 'Endpoint',
    spoil: async (cloud, prepared) => {
      const elsewhere = {
        AccountName: 'root',
        AccountPassword: canary,
        Endpoint: 'elsewhere.invalid',
        Port: prepared.server.port,
      };
      await cloud.createSecret(`${prepared.secret}-elsewhere`, elsewhere);
      await tag(cloud, prepared, 'rotation:admin-secret', `${prepared.secret}-elsewhere`);
      return undefined;
    },
    byCommandLine: true,
  },
  {
    title: 'a version that is not pending',
    code: 'stage-conflict',
    names: 'T-none',
    spoil: async (_, { secret }) => ({
      Step: 'finishSecret',
      SecretId: secret,
      ClientRequestToken: 'T-none',
    }),
    byCommandLine: false,
  },
  {
    title: 'a secret in its deletion window',
    code: 'secret-in-deletion',
    names: 'deletion window',
    spoil: async (cloud, { secret }) => {
      await cloud.call('DeleteSecret', { SecretName: secret, RecoveryWindowInDays: '7' });
      return undefined;
    },
    byCommandLine: true,
  },
  {
    title: 'a secret that does not exist',
    code: 'secret-not-found',
    names: 'NoSuchSecret',
    spoil: async () => ({ Operation: 'rotate', SecretId: 'NoSuchSecret' }),
    byCommandLine: false,
  },
];

const subjects = engines('mysql', 'postgresql')
  .filter((server) => server.engine === 'mysql' || server.version === '18')
  .map((server) => ({ server, engine: server.engine, setting: admin(server.engine) }));

function admin(engine: string): Setting {
  const found = settings.find((one) => one.engine === engine && one.strategy === 'alternating-users');
  if (!found) throw new Error(`no setting for ${engine}`);
  return found;
}

describe.each(subjects)('the function of $engine', ({ server, setting }) => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud(server.certificateAuthorityFile);
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  const versions = ({ secret }: Prepared) =>
    cloud
      .call('ListSecretVersionIds', { SecretName: secret, IncludeDeprecated: 'true' })
      .then((answer) => JSON.stringify(answer).replace(/"RequestId":"[^"]*"/, ''));

  it.each(cases)('says clearly what is wrong and changes nothing: $title', async ({ code, names, spoil }) => {
    const prepared = await prepare(cloud, server, setting);
    const event = (await spoil(cloud, prepared)) ?? { Operation: 'rotate', SecretId: prepared.secret };
    const before = await versions(prepared);
    const { result, failure, stdout, stderr } = await invoke(cloud, setting.type, event);
    expect(result).toBeUndefined();
    expect(failure).toMatchObject({ code, aftermath: 'untouched', message: expect.stringContaining(names) });
    expect(`${stdout}${stderr}`).not.toContain(canary);
    expect(await versions(prepared)).toBe(before);
    expect(await login(server, prepared.account)).toBeUndefined();
  });

  it.each(cases.filter((one) => one.byCommandLine))(
    'ends the command line with code 1: $title',
    async ({ code, names, spoil }) => {
      const prepared = await prepare(cloud, server, setting);
      await spoil(cloud, prepared);
      const before = await versions(prepared);
      const plain = await rotator(cloud, 'rotate', prepared.secret);
      expect(plain).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(code) });
      expect(plain.stderr).toContain(names);
      const json = await rotator(cloud, 'rotate', prepared.secret, '--json');
      expect(json.exitCode).toBe(1);
      expect(JSON.parse(json.stdout)).toMatchObject({ error: { code, aftermath: 'untouched' } });
      expect(`${plain.stdout}${plain.stderr}${json.stdout}${json.stderr}`).not.toContain(canary);
      expect(await versions(prepared)).toBe(before);
      expect(await login(server, prepared.account)).toBeUndefined();
    },
  );
});
