import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { logIn } from '../../../../shared/services/ssh/connector.ts';
import { startSilent } from '../../../support/servers/silent.ts';
import { type SshServer, startSshd } from '../../../support/servers/sshd.ts';
import { unusedPort } from '../../../support/servers/unused-port.ts';
import {
  byKey,
  byPassword,
  dialling,
  enter,
  getsIn,
  type KnownKey,
  makeKey,
  pinned,
} from '../../../support/stand/ssh-client.ts';
import { runFolder } from '../../../support/temporary/run-folder.ts';

const password = 'Its-Passw0rd';

describe.skipIf(!inject('hasSshd'))('a login at a server account', () => {
  let server: SshServer;
  let key: KnownKey;
  beforeAll(async () => {
    server = await startSshd();
    key = await makeKey();
    await server.addAccount('app', { password, authorizedKeys: `${key.line}\n` });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** What the server has logged since. */
  async function logged(work: () => Promise<unknown>): Promise<string> {
    const before = (await readFile(server.log, 'utf8')).length;
    await work();
    return (await readFile(server.log, 'utf8')).slice(before);
  }

  const failing = async (work: Promise<unknown>) => {
    const failure: unknown = await work.then(
      () => 'no failure',
      (error: unknown) => error,
    );
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(password);
    return failure;
  };

  it('is let in where line or fingerprint of the host key are pinned', async () => {
    for (const pin of [server.hostKey, `${server.hostKey} me@here\n`, server.hostKeyFingerprint]) {
      const session = await logIn(dialling(), pinned(server, pin), 'app', byKey(key));
      expect(session).not.toBe('refused');
      if (session !== 'refused') await session[Symbol.asyncDispose]();
    }
  });

  it('says nothing of itself to a server with another host key', async () => {
    const other = await makeKey();
    const log = await logged(async () => {
      const failure = await failing(
        logIn(dialling(), pinned(server, other.line), 'app', byPassword(password)),
      );
      expect(failure).toMatchObject({ code: 'host-key-differs', aftermath: 'untouched' });
      expect(String(failure)).toContain(server.hostKeyFingerprint);
      expect(String(failure)).toMatch(/not the pinned SHA256:/);
    });
    expect(log).not.toContain('app');
  });

  it('says nothing of itself to a server that has no host key of the pinned type', async () => {
    const pin =
      'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg=';
    const failure = await failing(logIn(dialling(), pinned(server, pin), 'app', byPassword(password)));
    expect(failure).toMatchObject({ code: 'host-key-differs' });
    expect(String(failure)).toContain('no host key of the type ecdsa-sha2-nistp256');
  });

  it('asks a server of several host keys for the one that is pinned, and logs in with an RSA key too', async () => {
    const [host, own] = [await makeKey('rsa'), await makeKey('rsa')];
    const directory = await mkdtemp(join(await runFolder(), 'host-key-'));
    try {
      await writeFile(join(directory, 'rsa'), host.privateKey, { mode: 0o600 });
      await using several = await startSshd({ settings: [`HostKey ${join(directory, 'rsa')}`] });
      await several.addAccount('app', { authorizedKeys: `${own.line}\n` });
      for (const pin of [host.line, several.hostKey, several.hostKeyFingerprint]) {
        const session = await logIn(dialling(), pinned(several, pin), 'app', byKey(own));
        expect(session, pin).not.toBe('refused');
        if (session !== 'refused') await session[Symbol.asyncDispose]();
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('tries a wrong password once', async () => {
    const log = await logged(() => getsIn(server, 'app', byPassword('wrong')));
    expect(log.match(/Failed \S+ for app/g)).toHaveLength(1);
    expect(await getsIn(server, 'nobody-there', byPassword('wrong'))).toBe(false);
  });

  it('is refused by a server that counts one failure as too many', async () => {
    await using strict = await startSshd({ settings: ['MaxAuthTries 1'] });
    await strict.addAccount('app', { password });
    expect(await getsIn(strict, 'app', byPassword('wrong'))).toBe(false);
    expect(await getsIn(strict, 'app', byPassword(password))).toBe(true);
    expect(await getsIn(strict, 'app', byKey(key))).toBe(false);
  });

  it('answers a server that asks for the password in a dialogue', async () => {
    await using asking = await startSshd({ settings: ['PasswordAuthentication no'] });
    await asking.addAccount('app', { password });
    expect(await getsIn(asking, 'app', byPassword(password))).toBe(true);
    expect(await getsIn(asking, 'app', byPassword('wrong'))).toBe(false);
    await asking.run(['chage', '-d', '0', 'app']);
    const failure = await failing(logIn(dialling(), pinned(asking), 'app', byPassword(password)));
    expect(failure).toMatchObject({ code: 'refused' });
    expect(String(failure)).toMatch(/also asks for a second factor or a new password/);
  });

  it('is no refusal where the server takes no credential of that kind', async () => {
    await using keysOnly = await startSshd({
      settings: ['PasswordAuthentication no', 'KbdInteractiveAuthentication no'],
    });
    await keysOnly.addAccount('app', { password });
    const failure = await failing(logIn(dialling(), pinned(keysOnly), 'app', byPassword(password)));
    expect(failure).toMatchObject({ code: 'strategy-unavailable' });
    expect(String(failure)).toMatch(/it offers publickey to app/);
  });

  it('does not pass for proven where a second factor is asked for', async () => {
    await using careful = await startSshd({ settings: ['AuthenticationMethods publickey,password'] });
    await careful.addAccount('app', { password, authorizedKeys: `${key.line}\n` });
    const failure = await failing(logIn(dialling(), pinned(careful), 'app', byKey(key)));
    expect(failure).toMatchObject({ code: 'refused' });
    expect(String(failure)).toMatch(/second factor/);
  });

  it('does not pass for proven where everybody is let in', async () => {
    await using open = await startSshd({ settings: ['PermitEmptyPasswords yes', 'UsePAM no'] });
    await open.addAccount('app', {});
    await open.run(['passwd', '-d', 'app']);
    const failure = await failing(logIn(dialling(), pinned(open), 'app', byPassword(password)));
    expect(failure).toMatchObject({ code: 'strategy-unavailable' });
    expect(String(failure)).toMatch(/lets everybody in/);
  });

  it('tells an account that has expired from a wrong password', async () => {
    await server.addAccount('gone', { password });
    await server.run(['chage', '-E', '2020-01-01', 'gone']);
    const failure = await failing(logIn(dialling(), pinned(server), 'gone', byPassword(password)));
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(String(failure)).toMatch(/chage -l gone/);
  });

  it.each([
    ['where nothing listens', async () => ({ ...pinned(server), port: await unusedPort() })],
    ['where there is no such host', async () => ({ ...pinned(server), host: 'no-such-host.invalid' })],
  ])('fails as unreachable %s', async (_, where) => {
    expect(await failing(logIn(dialling(), await where(), 'app', byPassword(password)))).toMatchObject({
      code: 'unreachable',
    });
  });

  it('ends with the time that is given, and leaves no connection', async () => {
    await using silent = await startSilent();
    const where = { ...pinned(server), host: silent.host, port: silent.port };
    const failure = await failing(
      logIn(dialling(AbortSignal.timeout(300)), where, 'app', byPassword(password)),
    );
    expect(failure).toMatchObject({ code: 'unreachable' });
    await expect.poll(() => silent.connections()).toBe(0);
  });

  it('refuses old ways of protecting what is said', async () => {
    for (const settings of [
      ['Ciphers aes128-cbc'],
      ['KexAlgorithms diffie-hellman-group14-sha1'],
      ['MACs hmac-sha1', 'Ciphers aes128-ctr'],
    ]) {
      await using old = await startSshd({ settings });
      await old.addAccount('app', { password });
      expect(await failing(logIn(dialling(), pinned(old), 'app', byPassword(password)))).toMatchObject({
        code: 'strategy-unavailable',
      });
    }
  });

  it.each([
    ['no key at all', 'not a key'],
    ['a public key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPBOdJ7xM5+zR3OBFB8QfrrQFbdh7PhS6//KDdGg8yYp'],
  ])('fails before it calls the server where the private key is %s', async (_, privateKey) => {
    const where = { ...pinned(server), port: await unusedPort() };
    expect(await failing(logIn(dialling(), where, 'app', byKey({ privateKey, line: '' })))).toMatchObject({
      code: 'secret-malformed',
    });
  });
});

describe.skipIf(!inject('hasSshd'))('a session', () => {
  let server: SshServer;
  beforeAll(async () => {
    server = await startSshd();
    await server.addAccount('app', { password });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('runs a command with its input, and tells exit code, bytes and complaint', async () => {
    await using session = await enter(server, 'app', byPassword(password));
    const input = Buffer.from([0, 255, 10, 13, 128]);
    const output = await session.run('cat; echo "it  failed" >&2; exit 7', input);
    expect(output).toEqual({ code: 7, stdout: input, complaint: 'it failed' });
  });

  it('gives a large file back whole, and cuts off what is without end', async () => {
    await using session = await enter(server, 'app', byPassword(password));
    const large = Buffer.alloc(700_000, 'abcdefg');
    expect((await session.run('cat', large)).stdout.equals(large)).toBe(true);
    await expect(session.run('exec yes')).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('fails as unreachable, with an unknown aftermath, where the server dies under a command', async () => {
    const own = await startSshd();
    await own.addAccount('app', { password });
    const session = await enter(own, 'app', byPassword(password));
    const failing = expect(session.run('exec sleep 4712')).rejects.toMatchObject({
      code: 'unreachable',
      aftermath: 'unknown',
    });
    await expect.poll(() => own.run(['pgrep', '-f', '^sleep 4712']).catch(() => '')).toMatch(/\d/);
    await own[Symbol.asyncDispose]();
    await failing;
    await expect(session.run('true')).rejects.toMatchObject({ code: 'unreachable' });
    await session[Symbol.asyncDispose]();
  });
});
