import type ssh2 from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverCertificates } from '../../support/servers/certificates.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { makeKey } from '../../support/stand/ssh-client.ts';
import {
  attack,
  connections,
  escapes,
  expectBounded,
  expectOurs,
  mark,
  type Named,
  operations,
  password,
} from './hostile/attack.ts';
import type { Behaviour } from './hostile/listener.ts';
import { type Authentication, type Command, hostKey, letIn, speaking } from './hostile/ssh.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud((await serverCertificates()).authority);
});
afterAll(() => cloud[Symbol.asyncDispose]());

let made = 0;

/** With the host key of the hostile server, since its owner is the one that the secret names. */
async function byPassword(port: number): Promise<Named> {
  return { ...(await plant(port, 'ssh-password', { AccountPassword: password })), kept: [password] };
}

/** The same, to a server that is asked to log in by this password: SSH has no way but to send it as it is. */
async function byPasswordHeard(port: number): Promise<Named> {
  return plant(port, 'ssh-password', { AccountPassword: password });
}

async function byKey(port: number): Promise<Named> {
  const { privateKey, line } = await makeKey();
  const named = await plant(port, 'ssh-key', { PrivateKey: privateKey, PublicKey: line });
  return { ...named, kept: [privateKey] };
}

async function plant(port: number, strategy: string, credential: object): Promise<Named> {
  made += 1;
  const secret = `ssh-${made}`;
  const place = { AccountName: 'app', Endpoint: 'localhost', Port: port, HostKey: (await hostKey).line };
  await cloud.createSecret(
    secret,
    { ...place, ...credential },
    { 'rotation:type': 'generic', 'rotation:strategy': strategy },
  );
  return { type: 'generic', secret, kept: [] };
}

/** Milliseconds between two questions: what comes without end need not take a whole processor. */
const pause = 5;

/** Asks again and again in a dialogue, in the words and as often as it likes. */
function dialogue(...prompts: readonly string[]): Authentication {
  return (context, line) => {
    if (context.method === 'none') context.reject(['keyboard-interactive']);
    else if (context.method === 'keyboard-interactive') {
      const ask = () =>
        context.prompt(
          prompts.map((prompt) => ({ prompt, echo: true })),
          escapes,
          escapes,
          (answers) => {
            for (const answer of answers) line.note(`answered <${answer}>`);
            setTimeout(ask, pause);
          },
        );
      ask();
    } else context.reject();
  };
}

const saying =
  (behave: (channel: ssh2.ServerChannel) => void): Command =>
  (accept) =>
    behave(accept());

function pour(channel: {
  write(bytes: Buffer): boolean;
  once(event: 'drain', again: () => void): unknown;
}): void {
  const bytes = Buffer.alloc(32_768, mark);
  const more = (): void => {
    if (channel.write(bytes)) setImmediate(more);
    else channel.once('drain', more);
  };
  more();
}

describe('a hostile SSH server', () => {
  it('hears no password and no key where its host key is not the pinned one', async () => {
    for (const name of [byPassword, byKey]) {
      const { invocation } = await attack(cloud, name, speaking({ key: makeKey() }));
      expect(invocation.failure).toMatchObject({ code: 'host-key-differs', aftermath: 'untouched' });
    }
  });

  it('hears the one password of its own value once, in answer to one question', async () => {
    const one = await attack(cloud, byPasswordHeard, speaking({ authentication: dialogue('Password: ') }));
    expect(one.clients).toBe(1);
    expect(one.heard.toString('latin1').split(password)).toHaveLength(2);
    expect(one.invocation.failure).toMatchObject({ aftermath: 'untouched' });
    const two = await attack(
      cloud,
      byPassword,
      speaking({ authentication: dialogue('Password: ', 'Again: ') }),
    );
    expect(two.heard.includes('answered <>')).toBe(true);
    expect(two.invocation.failure).toMatchObject({ aftermath: 'untouched' });
  });

  it('hears no password in place of a key', async () => {
    const { heard } = await attack(cloud, byKey, speaking({ authentication: dialogue('Password: ') }));
    expect(heard.includes('answered')).toBe(false);
  });

  it.each<[string, Behaviour]>([
    ['a greeting', (line) => line.say(Buffer.from(`${escapes}\r\n`.repeat(3)))],
    ['a version', (line) => line.say(Buffer.from(`SSH-2.0-${escapes}\r\n`))],
    ['a banner', speaking({ banner: escapes })],
    [
      'ways to log in that are none',
      speaking({
        authentication: (context) => {
          // biome-ignore lint/suspicious/noExplicitAny: none that the protocol has
          const ways: any = [escapes];
          context.reject(ways);
        },
      }),
    ],
    ['questions', speaking({ authentication: dialogue(escapes, escapes) })],
    [
      'what a command writes',
      speaking({
        command: saying((channel) => {
          channel.stderr.write(escapes);
          channel.write(`${escapes}\n`);
          channel.exit(1);
          channel.end();
        }),
      }),
    ],
    ['a host key of no type', speaking({ key: makeKey('rsa') })],
  ])('that says %s with escapes in it is not repeated', async (_, behave) => {
    const all = [byPasswordHeard, byKey].flatMap((name) =>
      operations.map((operation) => attack(cloud, name, behave, { operation })),
    );
    for (const { invocation } of await Promise.all(all)) expectOurs(invocation);
  });

  const endless: readonly [string, Behaviour][] = [
    ['what a command writes', speaking({ command: saying((channel) => pour(channel)) })],
    ['what a command complains of', speaking({ command: saying((channel) => pour(channel.stderr)) })],
    ['a greeting', (line) => line.sayEndlessly(Buffer.from(`${mark}\r\n`))],
    ['a line of a greeting', (line) => line.sayEndlessly(Buffer.from(mark))],
  ];
  it.each(exhaustive ? endless : endless.slice(0, 2))(
    'that sends %s without end is left',
    async (_, behave) => {
      const { invocation } = await expectBounded(() => attack(cloud, byKey, behave, { timeout: 120 }));
      expect(invocation.failure).toMatchObject({ code: 'unreachable', aftermath: 'untouched' });
      expect(invocation.failure?.message).not.toContain('time ran out');
    },
  );

  const stuck: readonly Behaviour[] = [
    (line) => line.listen(),
    (line) => line.drip(Buffer.from('SSH-2.0-slow\r\n'), 500),
    (line) => line.say(Buffer.from('SSH-2.0-stuck\r\n')),
    speaking({ authentication: () => {} }),
    speaking({
      authentication: (context) => {
        if (context.method === 'none') context.reject(['publickey']);
      },
    }),
    speaking({ command: () => {} }),
    speaking({ command: saying(() => {}) }),
    speaking({ command: saying((channel) => void channel.write('waiting\n')) }),
    speaking({ authentication: letIn, command: saying((channel) => void channel.write(mark)) }),
  ];
  it('that stops anywhere is left when the time is over, and no connection stays', async () => {
    // The calls of KMS keep their connections: so many at once have them all open.
    const calm = () => attack(cloud, byKey, async (line) => line.end());
    await Promise.all(stuck.map(calm));
    const before = connections();
    const attacked = await Promise.all(stuck.map((behave) => attack(cloud, byKey, behave)));
    for (const { invocation } of attacked)
      expect(invocation.failure).toMatchObject({ code: 'unreachable', aftermath: 'untouched' });
    await expect.poll(connections, { timeout: 20_000 }).toBeLessThan(before + stuck.length / 2);
  });
});
