import { readdir, readFile, rename, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Session } from '../../../../shared/services/ssh/connector.ts';
import { readKeyFile, replaceKeyFile } from '../../../../shared/services/ssh/key-file.ts';
import { type SshServer, startSshd } from '../../../support/servers/sshd.ts';
import { byPassword, enter } from '../../../support/stand/ssh-client.ts';

const password = 'Its-Passw0rd';
const before = 'ssh-ed25519 AAAA ä first\r\n# a comment\n\xff\x00 bytes';

describe.skipIf(!inject('hasSshd'))('the file of authorized keys', () => {
  let server: SshServer;
  let session: Session;
  let folder: string;
  let path: string;
  let count = 0;
  beforeAll(async () => {
    server = await startSshd();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    count += 1;
    const account = `app${count}`;
    await server.addAccount(account, { password, authorizedKeys: '' });
    folder = join(server.home(account), '.ssh');
    path = join(folder, 'authorized_keys');
    await writeFile(path, before, 'latin1');
    session = await enter(server, account, byPassword(password));
    return () => session[Symbol.asyncDispose]();
  });

  const content = () => readFile(path, 'latin1');
  const leftover = async () => (await readdir(folder)).filter((name) => name !== 'authorized_keys');

  it('is read and replaced byte for byte, with owner and mode kept', async () => {
    await server.run(['chmod', '640', `/home/app${count}/.ssh/authorized_keys`]);
    const kept = await stat(path);
    expect(await readKeyFile(session)).toBe(before);
    await replaceKeyFile(session, before, `${before}\nmore`);
    expect(await content()).toBe(`${before}\nmore`);
    const { mode, uid, gid, ino } = await stat(path);
    expect({ mode, uid, gid }).toEqual({ mode: kept.mode, uid: kept.uid, gid: kept.gid });
    expect(ino).not.toBe(kept.ino);
    expect(await leftover()).toEqual([]);
  });

  it('is written only where something changes', async () => {
    const { ino } = await stat(path);
    await replaceKeyFile(session, before, before);
    expect((await stat(path)).ino).toBe(ino);
  });

  it('is empty where there is none', async () => {
    await unlink(path);
    expect(await readKeyFile(session)).toBe('');
  });

  it('is never seen half written', async () => {
    const texts = ['a', 'b'].map((letter) => `${letter.repeat(300_000)}\n`);
    let [now = '', then = ''] = texts;
    await writeFile(path, now);
    let writing = true;
    const seen = new Set<string>();
    const reading = (async () => {
      while (writing) seen.add(await readFile(path, 'latin1'));
    })();
    for (let turn = 0; turn < 6; turn += 1) {
      await replaceKeyFile(session, now, then);
      [now, then] = [then, now];
    }
    writing = false;
    await reading;
    expect([...seen].filter((text) => !texts.includes(text))).toEqual([]);
    expect(seen.size).toBe(2);
  });

  it('is left as it is where somebody else has changed it since', async () => {
    await writeFile(path, 'by hand\n');
    await expect(replaceKeyFile(session, before, 'ours\n')).rejects.toMatchObject({ code: 'busy' });
    expect(await content()).toBe('by hand\n');
    expect(await leftover()).toEqual([]);
  });

  it.each([
    ['is read-only', ['chmod', '400'], 'authorized_keys', /chmod u\+w/],
    [
      'belongs to root, writable',
      ['sh', '-c', 'chown root "$0"; chmod 666 "$0"'],
      'authorized_keys',
      /chown app/,
    ],
    ['lies in a directory nobody may write to', ['chmod', '500'], '', /make its directory writable/],
  ] as const)('is left as it is where it %s', async (_, words, name, fix) => {
    const [program, ...rest] = words;
    await server.run([program, ...rest, `/home/app${count}/.ssh/${name}`]);
    const failure: unknown = await replaceKeyFile(session, before, 'ours\n').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'privilege-missing' });
    expect(String(failure)).toMatch(fix);
    expect(await content()).toBe(before);
    expect(await leftover()).toEqual([]);
  });

  it('is left as it is where it is immutable', async () => {
    await server.run(['chattr', '+i', `/home/app${count}/.ssh/authorized_keys`]);
    const failure: unknown = await replaceKeyFile(session, before, 'ours\n').catch((error: unknown) => error);
    await server.run(['chattr', '-i', `/home/app${count}/.ssh/authorized_keys`]);
    expect(failure).toMatchObject({ code: 'privilege-missing' });
    expect(String(failure)).toMatch(/chattr -i/);
    expect(await content()).toBe(before);
    expect(await leftover()).toEqual([]);
  });

  it('is left as it is where its disk is full', async () => {
    const home = `/home/app${count}`;
    await server.run(['mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', `${home}/.ssh`]);
    const full = 'k'.repeat(30_000);
    await server.run(
      ['sh', '-c', `cat >${home}/.ssh/authorized_keys; chown -R app${count} ${home}/.ssh`],
      full,
    );
    const failure: unknown = await replaceKeyFile(session, full, `${full}ours\n`).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'privilege-missing' });
    expect(String(failure)).toMatch(/space/i);
    expect(await readKeyFile(session)).toBe(full);
  });

  it('is not followed to where a link leads', async () => {
    const target = join(folder, 'elsewhere');
    await rename(path, target);
    await symlink('elsewhere', path);
    const refused = { code: 'strategy-unavailable' };
    await expect(readKeyFile(session)).rejects.toMatchObject(refused);
    await expect(replaceKeyFile(session, before, 'ours\n')).rejects.toMatchObject(refused);
    expect(await readFile(target, 'latin1')).toBe(before);
  });

  it('is unharmed by a link that lies where the new one is written', async () => {
    const victim = join(folder, 'victim');
    await writeFile(victim, 'precious');
    await symlink('victim', join(folder, '.authorized_keys.rotation'));
    await replaceKeyFile(session, before, 'ours\n');
    expect(await readFile(victim, 'utf8')).toBe('precious');
    expect(await content()).toBe('ours\n');
  });

  it('is left as it is where the session breaks while the new one is on its way', async () => {
    const short = before.slice(0, -3);
    const cut: Session = {
      ...session,
      run: (command, input = '') => session.run(command, Buffer.from(input).subarray(0, -2)),
    };
    await expect(replaceKeyFile(cut, before, `${short}more than that\n`)).rejects.toMatchObject({
      code: 'unreachable',
    });
    expect(await content()).toBe(before);
    expect(await leftover()).toEqual([]);
  });
});
