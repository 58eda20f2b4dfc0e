import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { Vault } from '../../../shared/sandbox/vault.ts';
import { callsTo, create } from '../../support/sandbox/calls.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';

const value = new Sensitive('the välue');

describe('a sealed value', () => {
  const vault = new Vault(randomBytes(32));
  const key = vault.newDataKey('app');
  const sealed = vault.seal(key, value, 'app', 'v1');

  it('opens in its place', () => {
    expect(vault.open(key, sealed, 'app', 'v1').reveal()).toBe(value.reveal());
  });

  it('looks different each time', () => {
    expect(vault.seal(key, value, 'app', 'v1')).not.toBe(sealed);
  });

  it.each<[string, () => Sensitive]>([
    ['under another version', () => vault.open(key, sealed, 'app', 'v2')],
    ['under another secret', () => vault.open(key, sealed, 'other', 'v1')],
    ['with another data key', () => vault.open(vault.newDataKey('app'), sealed, 'app', 'v1')],
    ['with another account key', () => new Vault(randomBytes(32)).open(key, sealed, 'app', 'v1')],
    [
      'when it was changed',
      () =>
        vault.open(
          key,
          sealed.replace(/(.)(.{8})$/, (_, one, rest) => `${one === 'A' ? 'B' : 'A'}${rest}`),
          'app',
          'v1',
        ),
    ],
  ])('does not open %s', (_, open) => {
    expect(open).toThrow();
  });
});

it('a directory with the key of another account is of no use', async () => {
  await using one = await temporaryDirectory();
  await using two = await temporaryDirectory();
  for (const { path } of [one, two]) {
    await using sandbox = await startSandbox({ data: path });
    await create(callsTo(sandbox), 'app');
  }
  await writeFile(join(one.path, 'account.key'), await readFile(join(two.path, 'account.key')));
  await expect(startSandbox({ data: one.path })).rejects.toThrow();
});
