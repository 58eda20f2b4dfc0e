import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type SshServer, startSshd } from '../../../support/servers/sshd.ts';
import { verify } from '../../../support/stand/rotate.ts';
import { byPassword, getsIn } from '../../../support/stand/ssh-client.ts';
import { Scene } from './scene.ts';
import { plantAdmin, plantPassword } from './ssh-scene.ts';

const admin = { 'admin-secret': 'Admin' };

describe.skipIf(!inject('hasSshd')).each(['itself', 'admin'])(
  'the password of a server account, by %s',
  (actor) => {
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

    const tags = actor === 'admin' ? admin : {};
    const plant = async (more = {}) => {
      if (actor === 'admin') await plantAdmin(scene, server);
      return plantPassword(scene, server, { tags: { ...tags, ...more } });
    };
    const failureOf = (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => 'no failure',
        (error: unknown) => error,
      );
    /** How often the server has turned an account down since. */
    const refusals = async (account: string) => {
      const { length } = await readFile(server.log, 'utf8');
      return async () =>
        (await readFile(server.log, 'utf8'))
          .slice(length)
          .match(new RegExp(`Failed \\S+ for ${account} `, 'g'))?.length ?? 0;
    };

    it('is replaced, and the window without one is reported', async () => {
      const account = await plant();
      const refused = await refusals(account.account);
      const result = await scene.rotate();
      expect(result).toMatchObject({
        Outcome: 'rotated',
        Strategy: 'ssh-password',
        WindowMs: expect.any(Number),
      });
      expect(await refused()).toBe(0);
      expect(await account.logIn(await scene.text())).toBe(true);
      expect(await account.logIn(await scene.text('ACSPrevious'))).toBe(false);
      expect(JSON.parse(await scene.text())).toMatchObject({ Owner: 'ops', HostKey: server.hostKey });
    });

    it('is replaced again and again', async () => {
      const account = await plant();
      for (let turn = 0; turn < 3; turn += 1) await scene.rotate();
      expect(await account.logIn(await scene.text())).toBe(true);
    });

    it('is replaced by single steps, each of which may come twice', async () => {
      const account = await plant();
      const refused = await refusals(account.account);
      for (const step of ['createSecret', 'setSecret', 'setSecret', 'testSecret', 'finishSecret'] as const)
        await scene.rotate({ token: 'T1', step });
      expect(await account.logIn(await scene.text())).toBe(true);
      expect(await refused()).toBeLessThanOrEqual(1);
    });

    it('is one of a new version where the server’s policy rejects the first', async () => {
      const account = await plant({ password: 'length=12' });
      scene.cloud.configure({ floors: { Thing: { password: 64 } } });
      await server.run(['sed', '-i', '/pam_unix.so/s/$/ minlen=13/', '/etc/pam.d/common-password']);
      const failure = await failureOf(scene.rotate());
      await server.run(['sed', '-i', 's/ minlen=13//', '/etc/pam.d/common-password']);
      if (actor === 'admin') return expect(failure).toBe('no failure');
      expect(failure).toMatchObject({ code: 'password-rejected' });
      expect(String(failure)).toMatch(/it is too short/);
      expect(await account.logIn(await scene.text())).toBe(true);
    });

    it('is not begun where the probe fails, and is renewed once that succeeds', async () => {
      const account = await plant();
      scene.cloud.configure({ probe: { Thing: 'test -e allowed' } });
      const before = await scene.text();
      expect(await failureOf(scene.rotate())).toMatchObject({
        code: 'rights-differ',
        aftermath: 'untouched',
      });
      expect(await scene.text()).toBe(before);
      expect(await scene.stages()).toEqual({ ACSCurrent: 'v0' });
      expect(await account.logIn(before)).toBe(true);
      await server.run(['touch', `/home/${account.account}/allowed`]);
      expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
      expect(await account.logIn(await scene.text())).toBe(true);
    });
  },
);

describe.skipIf(!inject('hasSshd'))('the password of a server account', () => {
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
  const failureOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no failure',
      (error: unknown) => error,
    );

  it('is mended by the previous value where somebody has set that again', async () => {
    const account = await plantPassword(scene, server);
    await scene.rotate();
    const { AccountPassword } = JSON.parse(await scene.text('ACSPrevious'));
    await server.run(['chpasswd'], `${account.account}:${AccountPassword}\n`);
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(await account.logIn(await scene.text())).toBe(true);
  });

  it('is tried once with each known value where none is accepted, and stays as it is', async () => {
    const account = await plantPassword(scene, server);
    await scene.rotate();
    await server.run(['chpasswd'], `${account.account}:By-hand-9\n`);
    const { length } = await readFile(server.log, 'utf8');
    expect(await failureOf(scene.rotate())).toMatchObject({ code: 'refused', aftermath: 'untouched' });
    const log = (await readFile(server.log, 'utf8')).slice(length);
    expect(log.match(/Failed password/g)).toHaveLength(2);
    expect(await getsIn(server, account.account, byPassword('By-hand-9'))).toBe(true);
  });

  it('is tried once where two versions hold it', async () => {
    const account = await plantPassword(scene, server);
    await scene.cloud.call('PutSecretValue', {
      SecretName: 'Thing',
      VersionId: 'by-hand',
      SecretData: await scene.text(),
      VersionStages: JSON.stringify(['RotationPending']),
    });
    await server.run(['chpasswd'], `${account.account}:By-hand-9\n`);
    const { length } = await readFile(server.log, 'utf8');
    expect(await failureOf(scene.rotate())).toMatchObject({ code: 'refused' });
    expect((await readFile(server.log, 'utf8')).slice(length).match(/Failed password/g)).toHaveLength(1);
  });

  it('is set again by an admin, whatever it was, for an operator who names the account', async () => {
    await plantAdmin(scene, server);
    const account = await plantPassword(scene, server, { tags: admin });
    await server.run(['chpasswd'], `${account.account}:By-hand-9\n`);
    await expect(scene.rotate()).rejects.toMatchObject({ code: 'refused', aftermath: 'untouched' });
    expect(
      await verify(scene.cloud, 'generic', 'Thing', { repair: true, account: account.account }),
    ).toMatchObject({ Outcome: 'repaired' });
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(await account.logIn(await scene.text())).toBe(true);
  });

  it.each([
    ['Endpoint', { Endpoint: 'elsewhere.invalid' }],
    ['Port', { Port: 22 }],
    ['HostKey', { HostKey: 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ])('is not given to an admin of another server, as told by %s', async (path, fields) => {
    await using own = await startSshd();
    await plantAdmin(scene, own, {
      Endpoint: server.host,
      Port: server.port,
      HostKey: server.hostKey,
      ...fields,
    });
    const account = await plantPassword(scene, server, { tags: admin });
    const failure = await failureOf(scene.rotate());
    expect(failure).toMatchObject({ code: 'admin-mismatch', aftermath: 'untouched' });
    expect(String(failure)).toMatch(new RegExp(`: ${path} differ`));
    expect(await account.logIn(await scene.text())).toBe(true);
  });

  it('is given to an admin who pins the same host key in the other form, and names the host otherwise', async () => {
    await plantAdmin(scene, server, { HostKey: server.hostKeyFingerprint, Port: `${server.port}` });
    await plantPassword(scene, server, { tags: admin });
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
  });

  it('is not set by an admin who is refused, or lacks the privilege', async () => {
    await plantAdmin(scene, server);
    const account = await plantPassword(scene, server, { tags: admin });
    await server.run(['rm', '/home/root/.ssh/authorized_keys']);
    expect(await failureOf(scene.rotate())).toMatchObject({ code: 'refused', aftermath: 'untouched' });
    expect(await account.logIn(await scene.text())).toBe(true);
  });

  it('is not sent to a server with another host key', async () => {
    const account = await plantPassword(scene, server, {
      fields: { HostKey: 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
    });
    const { length } = await readFile(server.log, 'utf8');
    expect(await failureOf(scene.rotate())).toMatchObject({ code: 'host-key-differs' });
    expect((await readFile(server.log, 'utf8')).slice(length)).not.toContain(account.account);
    expect(await scene.stages()).toEqual({ ACSCurrent: 'v0' });
  });

  it('must be one line', async () => {
    await plantPassword(scene, server, { fields: { AccountPassword: 'two\nlines' } });
    expect(await failureOf(scene.rotate())).toMatchObject({ code: 'secret-malformed' });
  });
});
