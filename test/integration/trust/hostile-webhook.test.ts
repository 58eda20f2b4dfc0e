import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import {
  attack,
  connections,
  escapes,
  expectBounded,
  expectOurs,
  mark,
  type Named,
  operations,
} from './hostile/attack.ts';
import { answer, bytes, toRequest } from './hostile/http.ts';
import { type Behaviour, startHostile } from './hostile/listener.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud(undefined);
});
afterAll(() => cloud[Symbol.asyncDispose]());

const value = 'First-value-of-the-secret';
const key = 'the-key-that-both-sides-hold-0123456789';
let made = 0;

/** The first call of a rotation holds no value; the receiver does not hear its own key, either. */
async function named(port: number): Promise<Named> {
  made += 1;
  const [secret, hook] = [`webhook-${made}`, `hook-${made}`];
  await cloud.createSecret(`${hook}-key`, key);
  const receiver = { address: `http://127.0.0.1:${port}/rotate`, key: `${hook}-key`, secrets: [secret] };
  cloud.configure({ webhooks: { [hook]: receiver } });
  await cloud.createSecret(secret, value, {
    'rotation:type': 'generic',
    'rotation:strategy': 'webhook',
    'rotation:webhook': hook,
  });
  return { type: 'generic', secret, kept: [key, value] };
}

/** To look whether the value is accepted it is sent: what is its own a receiver may hear. */
async function namedToHear(port: number): Promise<Named> {
  return { ...(await named(port)), kept: [key] };
}

describe('a hostile receiver of a webhook', () => {
  it.each([
    ['for a name and a password', '401 Unauthorized', ['www-authenticate: Basic realm="a"'], 'refused'],
    ['for them in place of a proxy', '407 Authenticate', ['proxy-authenticate: Basic'], 'refused'],
  ])('that asks %s hears none', async (_, status, headers, code) => {
    const { invocation, heard, clients } = await attack(cloud, named, answer(status, headers));
    expect(invocation.failure).toMatchObject({ code, aftermath: 'untouched' });
    expect(heard.toString()).not.toMatch(/^(proxy-)?authorization:/im);
    expect(clients).toBe(1);
  });

  it.each(['301 Moved', '302 Found', '307 Again', '308 Elsewhere'])(
    'leads nobody elsewhere by %s',
    async (status) => {
      await using other = await startHostile((line) => line.listen());
      const elsewhere = [`location: http://127.0.0.1:${other.port}/`];
      const { invocation } = await attack(cloud, named, answer(status, elsewhere));
      expect(invocation.failure).toMatchObject({ code: 'policy-malformed', aftermath: 'untouched' });
      expect(other.clients).toBe(0);
    },
  );

  it.each<[string, Behaviour]>([
    ['words for its status', answer(`422 ${escapes.replaceAll(/[\r\n]/g, ' ')}`, [])],
    [
      'a header',
      answer('500 No', [`x-said: ${escapes.replaceAll(/[\r\n]/g, ' ')}`, 'retry-after: \u001b[2J']),
    ],
    ['a code', answer('422 No', [], JSON.stringify({ Code: escapes }))],
    ['a value that nobody asked for', answer('200 OK', [], JSON.stringify({ Value: escapes }))],
    ['a count', answer('200 OK', [], JSON.stringify({ InUse: escapes }))],
    ['no JSON', answer('200 OK', [], escapes)],
    ['no HTTP', toRequest((line) => line.say(bytes(escapes)))],
  ])('that says %s with escapes in it is not repeated', async (_, behave) => {
    const all = operations.map((operation) => attack(cloud, namedToHear, behave, { operation }));
    for (const { invocation } of await Promise.all(all)) expectOurs(invocation, /^(untouched|unknown)$/);
  });

  const begun = 'HTTP/1.1 200 OK\r\n';
  const chunked = `${begun}transfer-encoding: chunked\r\n\r\n`;
  const endless: readonly [string, Behaviour][] = [
    ['answers before the answer', toRequest((line) => line.sayEndlessly(bytes('HTTP/1.1 103 Wait\r\n\r\n')))],
    [
      'a body',
      toRequest(async (line) => {
        await line.say(bytes(`${begun}\r\n`));
        await line.sayEndlessly(bytes(mark));
      }),
    ],
    [
      'headers',
      toRequest(async (line) => {
        await line.say(bytes(begun));
        await line.sayEndlessly(bytes(`x: ${mark}\r\n`));
      }),
    ],
    [
      'words beside the parts of a body',
      toRequest(async (line) => {
        await line.say(bytes(`${chunked}1;`));
        await line.sayEndlessly(bytes(mark));
      }),
    ],
    [
      'parts of a body, each with words beside it',
      toRequest(async (line) => {
        await line.say(bytes(chunked));
        await line.sayEndlessly(bytes(`1;${mark.repeat(500)}\r\na\r\n`));
      }),
    ],
    [
      'headers after the body',
      toRequest(async (line) => {
        await line.say(bytes(`${chunked}0\r\n`));
        await line.sayEndlessly(bytes(`x: ${mark}\r\n`));
      }),
    ],
  ];
  it.each(exhaustive ? endless : endless.slice(0, 3))(
    'that sends %s without end is left',
    async (_, behave) => {
      const { invocation } = await expectBounded(() => attack(cloud, named, behave, { timeout: 60 }));
      expect(invocation.failure).toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining('answer'),
      });
      expect(invocation.failure?.message).not.toContain('in time');
    },
  );

  const stuck: readonly Behaviour[] = [
    (line) => line.listen(),
    toRequest((line) => line.listen()),
    toRequest((line) => line.say(bytes('HTTP/1.1 2'))),
    toRequest((line) => line.say(bytes(`${begun}x: `))),
    toRequest((line) => line.say(bytes(`${begun}content-length: 9\r\n\r\n{`))),
    toRequest((line) => line.say(bytes(`${chunked}1`))),
    toRequest((line) => line.drip(bytes(`${begun}x: ${mark.repeat(1_000)}`), 100)),
  ];
  it('that stops anywhere is left when the time is over, and no connection stays', async () => {
    // The calls of KMS keep their connections: so many at once have them all open.
    await Promise.all(stuck.map(() => attack(cloud, named, async (line) => line.end())));
    const before = connections();
    const attacked = await Promise.all(stuck.map((behave) => attack(cloud, named, behave)));
    for (const { invocation } of attacked) expect(invocation.failure).toMatchObject({ code: 'unreachable' });
    await expect.poll(connections, { timeout: 20_000 }).toBeLessThan(before + stuck.length / 2);
  });
});
