import { execFile } from 'node:child_process';
import { inspect, promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { changePassword, setPassword } from '../../../../shared/services/ssh/account-password.ts';
import type { Session } from '../../../../shared/services/ssh/connector.ts';
import { type SshServer, startSshd } from '../../../support/servers/sshd.ts';
import {
  byKey,
  byPassword,
  enter,
  getsIn,
  type KnownKey,
  makeKey,
} from '../../../support/stand/ssh-client.ts';

const run = promisify(execFile);

const first = 'First-Passw0rd';
const second = 'Another_phrase.42';
const secret = SecretId.parse('Thing');
let made = 0;

describe.skipIf(!inject('hasSshd'))('the password of a server account', () => {
  let server: SshServer;
  let admin: KnownKey;
  beforeAll(async () => {
    server = await startSshd();
    admin = await makeKey();
    await server.addAccount('root', { authorizedKeys: `${admin.line}\n` });
    const rules = '/etc/pam.d/common-password';
    await server.run(['sed', '-i', '1i password required pam_pwhistory.so remember=5', rules]);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const account = async (password = first) => {
    made += 1;
    await server.addAccount(`app${made}`, { password });
    return `app${made}`;
  };
  const change = (session: Session, old: string, next: string) =>
    changePassword(session, new Sensitive(old), new Sensitive(next));
  const set = (session: Session, name: string, next: string) =>
    setPassword(session, secret, name, new Sensitive(next));
  const failing = async (work: Promise<unknown>, ...hidden: string[]) => {
    const failure: unknown = await work.then(
      () => 'no failure',
      (error: unknown) => error,
    );
    for (const text of hidden) expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(text);
    return failure;
  };

  it.each([second, `"it's" $(id) \`x\` \\n * ~ : ä€ 9Z`, 'ends with a blank 9Z '])(
    'is changed to %j by the account, and set to it by an admin',
    async (next) => {
      const name = await account();
      await using itself = await enter(server, name, byPassword(first));
      await change(itself, first, next);
      expect(await getsIn(server, name, byPassword(next))).toBe(true);
      expect(await getsIn(server, name, byPassword(first))).toBe(false);
      await using root = await enter(server, 'root', byKey(admin));
      await set(root, name, `${next}-2`);
      expect(await getsIn(server, name, byPassword(`${next}-2`))).toBe(true);
    },
  );

  it.each([
    ['is too short', 'aB3', /it is too short/],
    ['was there before', 'Zeroth-Passw0rd', /it was used before\. Adapt/],
  ])('is rejected with the server’s reason where the new one %s', async (_, next, reason) => {
    const name = await account('Zeroth-Passw0rd');
    await using session = await enter(server, name, byPassword('Zeroth-Passw0rd'));
    await change(session, 'Zeroth-Passw0rd', first);
    const failure = await failing(change(session, first, next), first, next);
    expect(failure).toMatchObject({ code: 'password-rejected', aftermath: 'untouched' });
    expect(String(failure)).toMatch(reason);
    expect(await getsIn(server, name, byPassword(first))).toBe(true);
  });

  it('is left alone where the old one is not right any more', async () => {
    const name = await account();
    await using session = await enter(server, name, byPassword(first));
    await server.run(['chpasswd'], `${name}:By-hand-9\n`);
    expect(await change(session, first, second)).toBe('refused');
    expect(await getsIn(server, name, byPassword('By-hand-9'))).toBe(true);
  });

  it('is left alone where it may not be changed again so soon', async () => {
    const name = await account();
    await using session = await enter(server, name, byPassword(first));
    await server.run(['chage', '-m', '5', name]);
    const failure = await failing(change(session, first, second), first, second);
    expect(failure).toMatchObject({ code: 'privilege-missing' });
    expect(String(failure)).toContain(`chage -m 0 ${name}`);
  });

  it('is changed by root itself too, who is asked for no old one', async () => {
    await server.run(['chpasswd'], `root:${first}\n`);
    await using session = await enter(server, 'root', byKey(admin));
    await change(session, first, second);
    expect(await getsIn(server, 'root', byPassword(second))).toBe(true);
  });

  it('is not set for an account that is not there', async () => {
    await using root = await enter(server, 'root', byKey(admin));
    for (const name of ['nobody-there', '--help', "x'; id; '"])
      expect(await failing(set(root, name, second), second)).toMatchObject({ code: 'refused' });
  });

  it('is not unlocked by setting it', async () => {
    const name = await account();
    await server.run(['passwd', '-l', name]);
    await using root = await enter(server, 'root', byKey(admin));
    const failure = await failing(set(root, name, second), second);
    expect(failure).toMatchObject({ code: 'refused' });
    expect(String(failure)).toContain(`passwd -u ${name}`);
    await server.run(['passwd', '-u', name]);
    expect(await getsIn(server, name, byPassword(first))).toBe(true);
  });

  it('is not set by somebody without privileges', async () => {
    const [name, other] = [await account(), await account()];
    await using session = await enter(server, other, byPassword(first));
    expect(await failing(set(session, name, second), second)).toMatchObject({ code: 'privilege-missing' });
    expect(await getsIn(server, name, byPassword(first))).toBe(true);
  });

  it('is never seen in the server’s list of processes', async () => {
    const name = await account();
    await using session = await enter(server, name, byPassword(first));
    await using root = await enter(server, 'root', byKey(admin));
    let watching = true;
    let commands = '';
    const watch = (async () => {
      while (watching) commands += (await run('ps', ['-eo', 'args', 'e'])).stdout;
    })();
    await change(session, first, second);
    await set(root, name, 'Third_phrase.43');
    watching = false;
    await watch;
    expect(commands).toMatch(/\bpasswd\b/);
    for (const password of [first, second, 'Third_phrase.43']) expect(commands).not.toContain(password);
  });
});
