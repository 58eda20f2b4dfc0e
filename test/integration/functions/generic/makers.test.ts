import { execFile } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ssh2 from 'ssh2';
import { describe, expect, it } from 'vitest';
import { planRenewal } from '../../../../functions/generic/renewal.ts';
import { parseSecret } from '../../../../functions/generic/secret.ts';
import { parsePolicy } from '../../../../shared/engine/rotation/policy.ts';
import { SecretId, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { runFolder } from '../../../support/temporary/run-folder.ts';

const secret = SecretId.parse('test/maker');
const version = VersionId.parse('v1');
const run = promisify(execFile);

interface Given {
  readonly current?: string;
  readonly dataType?: 'text' | 'binary';
  readonly tags?: Readonly<Record<string, string>>;
}

function plan({ current = 'the old one', dataType = 'text', tags = {} }: Given) {
  const all = Object.entries({ type: 'generic', strategy: 'none', ...tags });
  const policy = parsePolicy(secret, Object.fromEntries(all.map(([key, text]) => [`rotation:${key}`, text])));
  return planRenewal({ secret, policy, current: parseSecret(secret, new Sensitive(current), dataType) });
}

async function make(given: Given): Promise<string> {
  return (await plan(given).next(version)).text.reveal();
}

const pair = '{"PrivateKey":"old","PublicKey":"old"}';
const both = { fields: 'PrivateKey+PublicKey' };

async function makePair(value: string): Promise<{ privateKey: string; publicKey: string }> {
  const made: unknown = JSON.parse(await make({ current: pair, tags: { value, ...both } }));
  if (typeof made !== 'object' || made === null) throw new Error('no object');
  const [privateKey, publicKey] = Object.values(made).map(String);
  return { privateKey: privateKey ?? '', publicKey: publicKey ?? '' };
}

describe('a value', () => {
  it.each([
    [undefined, /^[a-zA-Z][!-~]{31}$/],
    ['password', /^[a-zA-Z][!-~]{31}$/],
    ['hex', /^[0-9a-f]{64}$/],
    ['hex:bytes=16', /^[0-9a-f]{32}$/],
    ['base64', /^[\w+/]{43}=$/],
    ['base64:bytes=48', /^[\w+/]{64}$/],
    ['base64url:bytes=4096', /^[\w-]{5462}$/],
    ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ['ssh-key:ed25519', /^-----BEGIN OPENSSH PRIVATE KEY-----\n/],
    ['pem:ec', /^-----BEGIN PRIVATE KEY-----\n/],
  ])('has the form that the rule %s names, and never comes twice', async (value, form) => {
    const tags = value === undefined ? {} : { value };
    const made = await Promise.all(Array.from({ length: 20 }, () => make({ tags })));
    for (const one of made) expect(one).toMatch(form);
    expect(new Set(made).size).toBe(20);
  });

  it('obeys the rule of the password', async () => {
    const tags = { password: 'length=64:profile=env' };
    expect(await make({ tags })).toMatch(/^(?!.*["#$'\\` ])[!-~]{64}$/);
  });

  it('is made for each field on its own, and what is around it stays', async () => {
    const current = '{ "One":"old","Two":"old", "Id": 12345678901234567890 }';
    const made = await make({ current, tags: { value: 'uuid', fields: 'Two+One' } });
    const [, one, two] =
      /^\{ "One":"(.{36})","Two":"(.{36})", "Id": 12345678901234567890 \}$/.exec(made) ?? [];
    expect(one).toBeDefined();
    expect(one).not.toBe(two);
  });

  it('of a binary secret stays binary', async () => {
    const next = await plan({ current: 'AAAA', dataType: 'binary', tags: { value: 'base64' } }).next(version);
    expect(next.dataType).toBe('binary');
  });
});

describe('a pair of keys', () => {
  it.each([
    ['pem:ec', 'ec', { namedCurve: 'prime256v1' }],
    ['pem:ec:curve=P-521', 'ec', { namedCurve: 'secp521r1' }],
    ['pem:rsa', 'rsa', { modulusLength: 3_072 }],
    ['pem:rsa:bits=2048', 'rsa', { modulusLength: 2_048 }],
  ])('%s is read back as what it is, in two halves that belong together', async (value, type, details) => {
    const { privateKey, publicKey } = await makePair(value);
    const key = createPrivateKey(privateKey);
    expect(key.asymmetricKeyType).toBe(type);
    expect(key.asymmetricKeyDetails).toMatchObject(details);
    expect(createPublicKey(key).export({ type: 'spki', format: 'pem' })).toBe(publicKey);
  });

  it.each([
    ['ssh-key:ed25519', 'ssh-ed25519', /^ssh-ed25519 [\w+/]{68}$/],
    ['ssh-key:rsa:bits=2048', 'ssh-rsa', /^ssh-rsa [\w+/=]{372}$/],
  ])('%s is read back by ssh-keygen and by ssh2', async (value, type, line) => {
    const folder = await mkdtemp(join(await runFolder(), 'rotation-key-'));
    try {
      for (let round = 0; round < 8; round += 1) {
        const { privateKey, publicKey } = await makePair(value);
        expect(publicKey).toMatch(line);
        const parsed = ssh2.utils.parseKey(privateKey);
        if (parsed instanceof Error) throw parsed;
        expect(parsed.type).toBe(type);
        expect(`${type} ${parsed.getPublicSSH().toString('base64')}`).toBe(publicKey);
        await writeFile(join(folder, `key-${round}`), privateKey, { mode: 0o600 });
        const shown = await run('ssh-keygen', ['-y', '-P', '', '-f', join(folder, `key-${round}`)]);
        expect(shown.stdout.trim()).toBe(publicKey);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a policy is refused, by its tag and without a word of the value', () => {
  const whole = { current: 'canary' };
  const json = { current: '{"Token":"canary","Number":1}' };

  it.each<[string, Given, RegExp]>([
    [
      'an unknown rule',
      { ...whole, tags: { value: 'canary' } },
      /tag rotation:value must be one of: password; hex, /,
    ],
    ['too few bytes', { ...whole, tags: { value: 'hex:bytes=8' } }, /rotation:value must be one of/],
    ['too many bytes', { ...whole, tags: { value: 'hex:bytes=5000' } }, /rotation:value must be one of/],
    ['no number', { ...whole, tags: { value: 'hex:bytes=1e2' } }, /rotation:value must be one of/],
    ['a word too many', { ...whole, tags: { value: 'uuid:bytes=16' } }, /rotation:value must be one of/],
    [
      'the words of another form',
      { ...whole, tags: { value: 'hex bytes=16' } },
      /rotation:value must be one of/,
    ],
    ['a word twice', { ...whole, tags: { value: 'hex:bytes=16:bytes=32' } }, /rotation:value must be one of/],
    ['no algorithm', { ...whole, tags: { value: 'ssh-key' } }, /rotation:value must be one of/],
    ['a weak key', { ...whole, tags: { value: 'pem:rsa:bits=1024' } }, /rotation:value must be one of/],
    [
      'bits of a curve',
      { ...whole, tags: { value: 'ssh-key:ed25519:bits=2048' } },
      /rotation:value must be one of/,
    ],
    [
      'a webhook nowhere',
      { ...whole, tags: { value: 'webhook' } },
      /rotation:value may say webhook only with/,
    ],
    ['no fields of JSON', json, /tag rotation:fields must name the fields/],
    ['no fields of deeper JSON', { current: '{"a":{"b":"canary"}}' }, /tag rotation:fields must name/],
    ['fields of plain text', { ...whole, tags: { fields: 'Token' } }, /the value is not a JSON object/],
    [
      'fields of a binary',
      { current: 'AA==', dataType: 'binary', tags: { fields: 'Token', value: 'base64' } },
      /binary/,
    ],
    ['a field that is not there', { ...json, tags: { fields: 'Tokn' } }, /Tokn: /],
    ['a field that is no text', { ...json, tags: { fields: 'Number' } }, /Number: /],
    ['a field twice', { ...json, tags: { fields: 'Token+Token' } }, /rotation:fields must be field names/],
    ['no names', { ...json, tags: { fields: 'Token+' } }, /rotation:fields must be field names/],
    ['the account', { ...json, tags: { fields: 'AccountName' } }, /rotation:fields must not name/],
    [
      'three fields of a pair',
      { ...json, tags: { value: 'pem:ec', fields: 'A+B+C' } },
      /names 3 fields, but pem makes 2/,
    ],
    ['a password for binary', { current: 'AA==', dataType: 'binary' }, /must say base64 or webhook/],
  ])('%s', (_, given, message) => {
    expect(() => plan(given)).toThrow(message);
    expect(() => plan(given)).not.toThrow(/canary|AA==/);
  });

  it('a password that is too easy to guess', async () => {
    const tags = { password: 'length=16:symbols=none' };
    await expect(make({ tags })).rejects.toThrow(/tag rotation:password: length=16 gives 94 bits.*length=17/);
  });
});
