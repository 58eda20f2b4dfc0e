import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { exists } from '../../support/servers/cache.ts';
import { type SshServer, startSshd } from '../../support/servers/sshd.ts';
import { byKey, byPassword, enter, getsIn, makeKey } from '../../support/stand/ssh-client.ts';

describe.skipIf(!inject('hasSshd'))('an SSH server', () => {
  let server: SshServer;
  beforeAll(async () => {
    server = await startSshd();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('lets its accounts in by password and by key, and nobody else', async () => {
    const [key, other] = [await makeKey(), await makeKey()];
    await server.addAccount('app', { password: 'Its-Passw0rd', authorizedKeys: `${key.line}\n` });
    expect(await getsIn(server, 'app', byPassword('Its-Passw0rd'))).toBe(true);
    expect(await getsIn(server, 'app', byKey(key))).toBe(true);
    expect(await getsIn(server, 'app', byPassword('another'))).toBe(false);
    expect(await getsIn(server, 'app', byKey(other))).toBe(false);
  });

  it('knows none of the machine, which knows none of its accounts', async () => {
    await server.addAccount('stranger', {});
    expect(await readFile('/etc/passwd', 'utf8')).not.toContain('stranger');
    expect(await exists('/home/stranger')).toBe(false);
    const accounts = await server.run(['cut', '-d:', '-f1', '/etc/passwd']);
    expect(accounts.split('\n').filter((name) => !/^(app\d*|stranger)?$/.test(name))).toEqual([
      'root',
      'sshd',
    ]);
  });

  it('ends with every session, and leaves no file', async () => {
    const own = await startSshd();
    await own.addAccount('app', { password: 'Its-Passw0rd' });
    const session = await enter(own, 'app', byPassword('Its-Passw0rd'));
    const talk = await session.talk('echo ready; exec sleep 4711');
    expect(await talk.hear()).toBe('ready');
    await expect.poll(() => own.run(['pgrep', '-f', '^sleep 4711']).catch(() => '')).toMatch(/\d/);
    await own[Symbol.asyncDispose]();
    expect(await talk.hear()).toBeUndefined();
    expect(await exists(own.log)).toBe(false);
  });

  it('ends when the process that started it is killed', async () => {
    const script = `
      const { pid } = await (await import('../../support/servers/sshd.ts')).startSshd();
      console.log(pid);
      setInterval(() => {}, 1000);`;
    const loader = ['--import', 'tsx', '--input-type=module', '--eval'];
    const parent = spawn(process.execPath, [...loader, script], { cwd: import.meta.dirname });
    const [said] = await once(parent.stdout, 'data');
    const pid = Number(said);
    const [child] = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ');
    parent.kill('SIGKILL');
    for (const each of [pid, child]) await expect.poll(() => exists(`/proc/${each}`)).toBe(false);
  });
});
