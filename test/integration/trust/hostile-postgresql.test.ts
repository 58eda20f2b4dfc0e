import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverCertificates } from '../../support/servers/certificates.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import {
  attack,
  connections,
  escapes,
  expectBounded,
  expectOurs,
  mark,
  nameDatabase,
  operations,
  password,
} from './hostile/attack.ts';
import type { Behaviour } from './hostile/listener.ts';
import {
  authentication,
  columns,
  complaint,
  hearMessage,
  hearProof,
  int16,
  int32,
  meet,
  message,
  ready,
  row,
  scram,
  text,
  toLogin,
  toStatements,
} from './hostile/postgresql.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud((await serverCertificates()).authority);
});
afterAll(() => cloud[Symbol.asyncDispose]());

const named = (port: number) => nameDatabase(cloud, 'rds-postgresql', port);

/** After it a server would let in whoever it is. */
const asked = (kind: number, ...parts: readonly Buffer[]): Behaviour => {
  return async (line) => {
    await meet(line);
    await line.say(authentication(kind, ...parts));
    await hearMessage(line);
    await line.say(authentication(0), ready);
  };
};

describe('a hostile PostgreSQL server', () => {
  it.each<[string, string, Behaviour]>([
    ['asks for the password in the clear', 'strategy-unavailable', asked(3)],
    ['asks for a ticket of Kerberos', 'strategy-unavailable', asked(7)],
    ['asks in a way that is not known', 'strategy-unavailable', asked(99, text(escapes))],
    [
      'lets everybody in',
      'strategy-unavailable',
      async (line) => {
        await meet(line);
        await line.say(authentication(0), ready);
      },
    ],
    [
      'lets in without its own proof that it knows the password',
      'tls-failed',
      async (line) => {
        await meet(line);
        await hearProof(line);
        await line.say(authentication(0), ready);
      },
    ],
    [
      'gives a wrong proof',
      'tls-failed',
      async (line) => {
        await meet(line);
        await hearProof(line, '1');
        await line.say(authentication(12, Buffer.from('v=AAAA')), authentication(0), ready);
      },
    ],
    [
      'asks for two thousand million rounds of SCRAM',
      'tls-failed',
      async (line) => {
        await meet(line);
        await hearProof(line, '2147483647');
      },
    ],
    [
      'says in SCRAM what was not asked',
      'tls-failed',
      async (line) => {
        await meet(line);
        await line.say(scram);
        await hearMessage(line);
        await line.say(authentication(11, Buffer.from(`r=${escapes},s=c2Fs,i=1`)));
      },
    ],
    [
      'asks for ways of SASL that are none',
      'tls-failed',
      async (line) => {
        await meet(line);
        await line.say(authentication(10, text(escapes), text('')));
      },
    ],
    [
      'lets SCRAM end in words',
      'tls-failed',
      async (line) => {
        await meet(line);
        await hearProof(line);
        await line.say(authentication(12, Buffer.from(`e=${escapes}`)));
      },
    ],
  ])('that %s hears no clear password', async (_, code, behave) => {
    const { invocation, clients } = await attack(cloud, named, behave, { timeout: 5 });
    expect(invocation.failure).toMatchObject({ code, aftermath: 'untouched' });
    expect(clients).toBe(1);
  });

  /** Accounts from before PostgreSQL 14 are kept as MD5, so that a login must be able to answer it. */
  it('that asks for MD5 hears a digest over its salt, and no clear password', async () => {
    const inner = createHash('md5').update(`${password}app`).digest('hex');
    const answer = createHash('md5').update(`${inner}salt`).digest('hex');
    const { heard } = await attack(
      cloud,
      named,
      toStatements(async (line) => line.destroy()),
    );
    expect(heard.includes(`md5${answer}`)).toBe(true);
    expect(heard.includes(inner)).toBe(false);
  });

  it.each<[string, Behaviour]>([
    ['an error in place of TLS', async (line) => line.say(complaint('E', escapes))],
    [
      'an error in place of a login',
      async (line) => {
        await meet(line);
        await line.say(complaint('E', escapes, escapes));
      },
    ],
    [
      'a refusal in its words',
      async (line) => {
        await meet(line);
        await line.say(complaint('E', escapes, '28P01'));
      },
    ],
    [
      'notices, a version and an error to a statement',
      toStatements(async (line) => {
        await line.say(complaint('N', escapes), message('S', text('server_version'), text(escapes)));
        await line.say(complaint('E', escapes, 'P0001'), ready);
      }),
    ],
    [
      'rows that nobody asked for',
      toStatements(async (line) => {
        for (;;) {
          await line.say(
            columns(escapes, 'rolname'),
            row(escapes, escapes),
            message('C', text(escapes)),
            ready,
          );
          await hearMessage(line);
        }
      }),
    ],
    ['a letter that is no message', toStatements((line) => line.say(message('\u001b', text(escapes))))],
    [
      'a notification',
      toStatements((line) => line.say(message('A', int32(1), text(escapes), text(escapes)))),
    ],
  ])('that says %s with escapes in it is not repeated', async (_, behave) => {
    const all = operations.map((operation) => attack(cloud, named, behave, { operation }));
    for (const { invocation } of await Promise.all(all)) expectOurs(invocation);
  });

  const broken: readonly [string, Behaviour][] = [
    [
      'a row with less than no cells',
      toStatements((line) => line.say(columns('a'), message('D', int16(-1)))),
    ],
    ['a row that ends in the middle', toStatements((line) => line.say(columns('a'), message('D', int16(9))))],
    [
      'rows without the cells of their columns',
      toStatements((line) =>
        line.say(columns(...Array(200).fill('a')), row(), message('C', text('')), ready),
      ),
    ],
    [
      'more columns than a question has',
      toStatements((line) => line.say(columns(...Array(1_700).fill('a')), message('C', text('')), ready)),
    ],
    ['columns that are none', toStatements((line) => line.say(message('T', int16(-5))))],
    ['columns without a name', toStatements((line) => line.say(message('T', int16(9), Buffer.from('a'))))],
    ['an error that has no end', toStatements((line) => line.say(message('E', Buffer.from('SFATAL'))))],
    ['a notice that has no end', toStatements((line) => line.say(message('N', Buffer.from('SFATAL'))))],
    ['an error with nothing in it', toStatements((line) => line.say(message('E')))],
    ['a message shorter than its head', toStatements((line) => line.say(Buffer.from('D'), int32(0)))],
    [
      'a message of two thousand million bytes',
      toStatements((line) => line.say(Buffer.from('D'), int32(-1))),
    ],
    ['a login of no kind', toLogin((line) => line.say(message('R')))],
  ];
  it.each(broken)('that says %s breaks the session, and nothing else', async (_, behave) => {
    const { invocation } = await attack(cloud, named, behave, { timeout: 5 });
    expect(invocation.failure).toMatchObject({
      code: 'unreachable',
      aftermath: 'untouched',
      message: expect.stringContaining('PROTOCOL_VIOLATION'),
    });
  });

  const endless: readonly [string, Behaviour][] = [
    [
      'rows with nothing in them',
      toStatements(async (line) => {
        await line.say(columns());
        await line.sayEndlessly(row());
      }),
    ],
    [
      'the text of an error',
      toStatements(async (line) => {
        await line.say(Buffer.from('E'), int32(67_000_000), Buffer.from('M'));
        await line.sayEndlessly(Buffer.from(mark));
      }),
    ],
    ['notices in place of a login', toLogin((line) => line.sayEndlessly(complaint('N', mark)))],
    [
      'rows',
      toStatements(async (line) => {
        await line.say(columns('a'));
        await line.sayEndlessly(row(mark.repeat(1_000)));
      }),
    ],
    ['settings', toLogin((line) => line.sayEndlessly(message('S', text('a'), text(mark))))],
  ];
  it.each(exhaustive ? endless : endless.slice(0, 2))(
    'that sends %s without end is left',
    async (_, behave) => {
      const { invocation } = await expectBounded(() => attack(cloud, named, behave, { timeout: 120 }));
      expect(invocation.failure).toMatchObject({
        code: 'unreachable',
        aftermath: 'untouched',
        // What takes a slow machine longer ends with the time for a login.
        message: expect.stringMatching(/ANSWER_TOO_LARGE|timeout expired/),
      });
    },
  );

  const stuck: readonly Behaviour[] = [
    (line) => line.listen(),
    async (line) => {
      await line.hear(8);
      await line.say(Buffer.from('S'));
    },
    toLogin((line) => line.listen()),
    toLogin((line) => line.drip(complaint('N', mark), 100)),
    asked(5, Buffer.from('salt')),
    toLogin(async (line) => {
      await line.say(scram);
    }),
    toLogin((line) => hearProof(line)),
    async (line) => {
      await meet(line);
      await line.say(authentication(5, Buffer.from('salt')));
      await hearMessage(line);
      await line.say(authentication(0));
    },
    toStatements((line) => line.listen()),
    toStatements((line) => line.drip(complaint('N', mark), 100)),
    toStatements((line) => line.say(columns('a'), row('a'))),
  ];
  it('that stops anywhere is left when the time is over, and no connection stays', async () => {
    // The calls of KMS keep their connections: so many at once have them all open.
    const calm = () => attack(cloud, named, (line) => line.say(Buffer.from('N')));
    await Promise.all(stuck.map(calm));
    const before = connections();
    const attacked = await Promise.all(stuck.map((behave) => attack(cloud, named, behave)));
    for (const { invocation } of attacked)
      expect(invocation.failure).toMatchObject({ code: 'unreachable', aftermath: 'untouched' });
    await expect.poll(connections, { timeout: 20_000 }).toBeLessThan(before + stuck.length / 2);
  });
});
