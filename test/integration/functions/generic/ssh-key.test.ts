import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type SshServer, startSshd } from '../../../support/servers/sshd.ts';
import { functionCalls } from '../../../support/stand/function-calls.ts';
import { retire } from '../../../support/stand/rotate.ts';
import { makeKey } from '../../../support/stand/ssh-client.ts';
import { Timepiece } from '../../../support/stand/timepiece.ts';
import { Scene } from './scene.ts';
import {
  fingerprint,
  type KeyAccount,
  keyOf,
  keysIn,
  plantKey,
  plantKeyOf,
  stagedKeys,
} from './ssh-scene.ts';

const hours = 3_600_000;

/** What the line of a new key says of itself. */
const beside = (old: string) => `secret-rotation Thing beside ${fingerprint(old)}`;

describe.skipIf(!inject('hasSshd'))('the key of a server account', () => {
  let server: SshServer;
  let scene: Scene;
  beforeAll(async () => {
    server = await startSshd();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    scene = await Scene.start();
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  const retireOld = (after = 25 * hours) => {
    const clock = new Timepiece();
    clock.pass(after);
    return retire(scene.cloud, 'generic', 'Thing', { clock });
  };
  const failureOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no failure',
      (error: unknown) => error,
    );
  const clearPending = async () => {
    const { RotationPending: version = '' } = await scene.stages();
    const label = { SecretName: 'Thing', VersionStage: 'RotationPending', RemoveFromVersion: version };
    await scene.cloud.call('UpdateSecretVersionStage', label);
  };

  it('is joined by a new one that logs in, with the same options', async () => {
    const account = await plantKey(scene, server, {
      authorizedKeys: (line) => `# ops\nfrom="127.0.0.1,::1" ${line} first key\n`,
    });
    const result = await scene.rotate();
    expect(result).toMatchObject({ Outcome: 'rotated', Strategy: 'ssh-key' });
    expect(result.WindowMs).toBeUndefined();
    expect(await account.file()).toBe(
      `# ops\nfrom="127.0.0.1,::1" ${account.first.line} first key\nfrom="127.0.0.1,::1" ${await keyOf(scene)} ${beside(account.first.line)}\n`,
    );
    expect(await account.logIn(await scene.text())).toBe(true);
    expect(await account.logIn(await scene.text('ACSPrevious'))).toBe(true);
    expect(JSON.parse(await scene.text())).toMatchObject({ Owner: 'ops', HostKey: server.hostKey });
  });

  it('leaves every line of others as it is, in its place, over three rotations and the end of the old key', async () => {
    const theirs = [await makeKey(), await makeKey()].map(({ line }) => line);
    const above = `# \xe4 comment\r\n\n  no-pty,command="echo \\"x\\" # y" ${theirs[0]} a  b \t\n`;
    const below = `garbage here\ncert-authority ${theirs[1]} ca`;
    const account = await plantKey(scene, server, { authorizedKeys: () => '' });
    const file = `${above}restrict,pty ${account.first.line} first\n${below}`;
    await writeFile(account.path, file, 'latin1');
    await chmod(account.path, 0o640);
    const kept = await stat(account.path);
    for (let turn = 0; turn < 3; turn += 1) await scene.rotate();
    await retireOld();
    expect(await account.file()).toBe(
      `${above}restrict,pty ${await keyOf(scene)} ${beside(await keyOf(scene, 'ACSPrevious'))}\n${below}`,
    );
    const { mode, uid, gid } = await stat(account.path);
    expect({ mode, uid, gid }).toEqual({ mode: kept.mode, uid: kept.uid, gid: kept.gid });
  });

  it('never has more than one beside it, and each is in a version that carries a stage', async () => {
    const account = await plantKey(scene, server);
    for (let turn = 0; turn < 4; turn += 1) {
      await scene.rotate();
      const keys = keysIn(await account.file());
      expect(keys).toHaveLength(2);
      expect((await stagedKeys(scene)).toSorted()).toEqual(keys.toSorted());
    }
  });

  it('is rid of a new one that was never promoted, once there is a newer one', async () => {
    const account = await plantKey(scene, server);
    const clear = async (token: string) => {
      await scene.rotate({ token, step: 'createSecret' });
      await scene.rotate({ token, step: 'setSecret' });
      const pending = await keyOf(scene, 'RotationPending');
      expect(keysIn(await account.file())).toContain(pending);
      await clearPending();
      return pending;
    };
    const lost = [await clear('T1'), await clear('T2')];
    await scene.rotate();
    const keys = keysIn(await account.file());
    expect(keys).toEqual([account.first.line, await keyOf(scene)]);
    for (const each of lost) expect(keys).not.toContain(each);
  });

  it('is set again without a second line', async () => {
    const account = await plantKey(scene, server);
    await scene.rotate({ token: 'T1', step: 'createSecret' });
    await scene.rotate({ token: 'T1', step: 'setSecret' });
    const file = await account.file();
    await scene.rotate({ token: 'T1', step: 'setSecret' });
    expect(await account.file()).toBe(file);
    for (const step of ['testSecret', 'finishSecret'] as const) await scene.rotate({ token: 'T1', step });
    expect(await account.file()).toBe(file);
    expect(await account.logIn(await scene.text())).toBe(true);
  });

  it('is one of two secrets of one account, which do not touch each other', async () => {
    const account = await plantKey(scene, server);
    const second = await makeKey();
    await writeFile(account.path, `${await account.file()}${second.line} second\n`);
    await plantKeyOf(scene, server, account.account, second, { name: 'Other' });
    const both = () => Promise.all(['Thing', 'Other'].map((name) => scene.rotate({}, name)));
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await both()).map(({ Outcome }) => Outcome)).toEqual(['rotated', 'rotated']);
      const staged = [...(await stagedKeys(scene)), ...(await stagedKeys(scene, 'Other'))];
      expect(keysIn(await account.file()).toSorted()).toEqual(staged.toSorted());
    }
  });

  it('is rotated once by two that come at the same time for one token', async () => {
    const account = await plantKey(scene, server);
    const results = await Promise.all([scene.rotate({ token: 'T1' }), scene.rotate({ token: 'T1' })]);
    expect(results.map(({ Outcome }) => Outcome).toSorted()).toEqual(['already-current', 'rotated']);
    expect(keysIn(await account.file())).toEqual([account.first.line, await keyOf(scene)]);
  });

  it('makes at most ten calls of KMS', async () => {
    await using scene = await Scene.start({ switches: { previousOntoCurrent: 'allow' } });
    const other = await makeKey();
    await plantKey(scene, server, { authorizedKeys: (line) => `${other.line}\n${line}\n` });
    for (let turn = 0; turn < 3; turn += 1) {
      scene.cloud.sandbox.audit.clear();
      await scene.rotate();
      expect(functionCalls(scene.cloud).length).toBeLessThanOrEqual(10);
    }
  });

  it('makes two logins, none refused', async () => {
    const account = await plantKey(scene, server);
    const before = (await readFile(server.log, 'utf8')).length;
    await scene.rotate();
    const log = (await readFile(server.log, 'utf8')).slice(before);
    expect(log.match(new RegExp(`Accepted publickey for ${account.account} `, 'g'))).toHaveLength(2);
    expect(log).not.toMatch(/Failed/);
  });

  describe('once it is the old one', () => {
    let account: KeyAccount;
    beforeEach(async () => {
      account = await plantKey(scene, server);
      await scene.rotate();
    });

    it('lives through its grace', async () => {
      expect(await retireOld(23 * hours)).toMatchObject({ Outcome: 'kept' });
      expect(await account.logIn(await scene.text('ACSPrevious'))).toBe(true);
    });

    it('goes after it, and is refused; going again is no error', async () => {
      expect(await retireOld()).toMatchObject({ Outcome: 'retired' });
      expect(keysIn(await account.file())).toEqual([await keyOf(scene)]);
      expect(await account.logIn(await scene.text('ACSPrevious'))).toBe(false);
      expect(await account.logIn(await scene.text())).toBe(true);
      expect(await retireOld()).toMatchObject({ Outcome: 'retired' });
    });

    it('stays where the current one does not log in', async () => {
      const file = `${account.first.line} first\n`;
      await writeFile(account.path, file);
      expect(await failureOf(retireOld())).toMatchObject({ code: 'refused' });
      expect(await account.file()).toBe(file);
    });

    it('is told where the server still finds it elsewhere', async () => {
      await writeFile(join(account.path, '../authorized_keys2'), `${account.first.line}\n`);
      const failure = await failureOf(retireOld());
      expect(failure).toMatchObject({ code: 'strategy-unavailable' });
      expect(String(failure)).toMatch(/outside ~\/\.ssh\/authorized_keys/);
    });

    it('lets the account be rotated where the current one is gone, and goes when a new one is proven', async () => {
      await writeFile(account.path, `${account.first.line} first\n`);
      expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
      expect(keysIn(await account.file())).toEqual([await keyOf(scene)]);
      expect(await account.logIn(await scene.text())).toBe(true);
    });
  });

  it('may be gone where the pending one is there: the rotation goes on with that', async () => {
    const account = await plantKey(scene, server);
    for (const step of ['createSecret', 'setSecret'] as const) await scene.rotate({ token: 'T1', step });
    const pending = await keyOf(scene, 'RotationPending');
    await writeFile(account.path, `${pending} by hand\n`);
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated', VersionId: 'T1' });
    expect(await account.file()).toBe(`${pending} by hand\n`);
  });

  it('is refused once per known value where none of them is there, and nothing changes', async () => {
    const account = await plantKey(scene, server);
    await scene.rotate();
    const known = [await keyOf(scene), await keyOf(scene, 'ACSPrevious')].map(fingerprint);
    await writeFile(account.path, '');
    const before = (await readFile(server.log, 'utf8')).length;
    expect(await failureOf(scene.rotate())).toMatchObject({ code: 'refused', aftermath: 'untouched' });
    const log = (await readFile(server.log, 'utf8')).slice(before);
    for (const each of known) expect(log.split(each).length - 1).toBeLessThanOrEqual(1);
    expect(await account.file()).toBe('');
    expect(await scene.stages()).not.toHaveProperty('RotationPending');
  });

  it('is not replaced by one that fails the probe, and still logs in', async () => {
    const account = await plantKey(scene, server);
    scene.cloud.configure({ probe: { Thing: 'test -e "$HOME/allowed"' } });
    const before = await scene.text();
    expect(await failureOf(scene.rotate())).toMatchObject({ code: 'rights-differ', aftermath: 'untouched' });
    expect(await scene.text()).toBe(before);
    expect(keysIn(await account.file())).toEqual([account.first.line]);
    expect(await account.logIn(before)).toBe(true);
    await writeFile(join(server.home(account.account), 'allowed'), '');
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(keysIn(await account.file())).toEqual([account.first.line, await keyOf(scene)]);
  });

  it('is not sent to a server with another host key', async () => {
    const other = await makeKey();
    const account = await plantKey(scene, server, { fields: { HostKey: fingerprint(other.line) } });
    const before = (await readFile(server.log, 'utf8')).length;
    const failure = await failureOf(scene.rotate());
    expect(failure).toMatchObject({ code: 'host-key-differs', aftermath: 'untouched' });
    expect((await readFile(server.log, 'utf8')).slice(before)).not.toContain(account.account);
    expect(await scene.stages()).toEqual({ ACSCurrent: 'v0' });
  });

  it.each([
    ['has no private key in it', { PrivateKey: 'x' }, /PrivateKey/],
    ['has a public key of another', { PublicKey: 'ssh-ed25519 AAAA' }, /PublicKey/],
    ['pins no host key', { HostKey: 'any' }, /HostKey/],
    ['names no account', { AccountName: '-oProxyCommand=x' }, /AccountName/],
  ])('stays as it is where the secret %s', async (_, fields, path) => {
    const account = await plantKey(scene, server, { fields });
    const failure = await failureOf(scene.rotate());
    expect(failure).toMatchObject({ code: 'secret-malformed', aftermath: 'untouched' });
    expect(String(failure)).toMatch(path);
    expect(keysIn(await account.file())).toEqual([account.first.line]);
  });

  it.each([
    [
      'the server looks for keys elsewhere',
      { settings: ['AuthorizedKeysFile .ssh/authorized_keys .ssh/other'] },
    ],
  ])('stays as it is, with nothing stored, where %s', async (_, options) => {
    await using own = await startSshd(options);
    const account = await plantKey(scene, own);
    await writeFile(join(account.path, '../other'), `${account.first.line}\n`);
    await writeFile(account.path, '# none here\n');
    const failure = await failureOf(scene.rotate());
    expect(failure).toMatchObject({ code: 'strategy-unavailable', aftermath: 'untouched' });
    expect(await account.file()).toBe('# none here\n');
    expect(await scene.stages()).toEqual({ ACSCurrent: 'v0' });
  });

  it('takes no admin, whom it would have no use for', async () => {
    await plantKey(scene, server, { tags: { 'admin-secret': 'Admin' } });
    expect(await failureOf(scene.rotate())).toMatchObject({ code: 'policy-malformed' });
  });

  it('may come without its public half, and gets one', async () => {
    const account = await plantKey(scene, server, { authorizedKeys: () => '' });
    const { PublicKey: _, ...value } = JSON.parse(await scene.text());
    await writeFile(account.path, `${account.first.line}\n`);
    await scene.plant(JSON.stringify(value), { name: 'Bare', tags: { strategy: 'ssh-key' } });
    await scene.rotate({}, 'Bare');
    expect(keysIn(await account.file())).toContain(await keyOf(scene, 'ACSCurrent', 'Bare'));
  });
});
