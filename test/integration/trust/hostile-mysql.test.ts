import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { serverCertificates, strangersCertificates } from '../../support/servers/certificates.ts';
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
  nameDatabase,
  operations,
  password,
} from './hostile/attack.ts';
import { type Behaviour, certificatesOf } from './hostile/listener.ts';
import {
  admit,
  column,
  endOfRows,
  failure,
  greeting,
  hearPacket,
  meet,
  moreData,
  packet,
  packetHead,
  rows,
  switchTo,
  toLogin,
  toStatements,
} from './hostile/mysql.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud((await serverCertificates()).authority);
});
afterAll(() => cloud[Symbol.asyncDispose]());

const named = (port: number) => nameDatabase(cloud, 'rds-mysql', port);

/**
 * The same, for methods by which MySQL itself has the password sent as it is: to the server that the value names, inside
 * TLS that has shown the server's name. It may hear that one password, and no other.
 */
async function namedToHear(port: number): Promise<Named> {
  return { ...(await named(port)), kept: [] };
}

const fullAuthentication: Behaviour = async (line) => {
  await meet(line);
  await line.say(moreData(3, Buffer.from([4])));
  await hearPacket(line);
  await line.say(failure(5, 1045, escapes));
};

describe('a hostile MySQL server', () => {
  it.each<[string, string, Behaviour]>([
    [
      'asks for the password in the clear',
      'strategy-unavailable',
      async (line) => {
        await meet(line);
        await line.say(switchTo(3, 'mysql_clear_password'));
      },
    ],
    [
      'greets with the method of clear passwords',
      'refused',
      async (line) => {
        await meet(line, 'mysql_clear_password');
        await line.say(failure(3, 1045, escapes));
      },
    ],
    [
      'asks for the old method',
      'strategy-unavailable',
      async (line) => {
        await meet(line);
        await line.say(switchTo(3, 'mysql_old_password'));
      },
    ],
    [
      'asks for a method that is none',
      'strategy-unavailable',
      async (line) => {
        await meet(line);
        await line.say(switchTo(3, escapes));
      },
    ],
    [
      'asks for a second factor',
      'strategy-unavailable',
      async (line) => {
        await meet(line);
        await line.say(packet(3, Buffer.from([2]), Buffer.from('mysql_clear_password\0salt')));
      },
    ],
    [
      'offers no TLS',
      'tls-failed',
      async (line) => {
        const bare = greeting();
        // The low half of what it can do: all but TLS.
        bare.writeUInt8(bare.readUInt8(4 + 1 + 6 + 4 + 9 + 1) & ~8, 4 + 1 + 6 + 4 + 9 + 1);
        await line.say(bare);
      },
    ],
    [
      'sends the old method before TLS has begun',
      'tls-failed',
      async (line) => {
        await line.say(Buffer.concat([greeting(), switchTo(2, 'sha256_password')]));
        await hearPacket(line);
        await line.secure();
      },
    ],
    [
      'is not the one that the certificate names, and asks before that has shown',
      'tls-failed',
      async (line) => {
        await line.say(Buffer.concat([greeting(), switchTo(2, 'sha256_password')]));
        await hearPacket(line);
        await line.secure(certificatesOf(strangersCertificates()));
      },
    ],
  ])('that %s hears no clear password', async (_, code, behave) => {
    const { invocation } = await attack(cloud, named, behave, { timeout: 5 });
    expect(invocation.failure).toMatchObject({ code, aftermath: 'untouched' });
    expect(invocation.failure?.message).not.toContain('time');
  });

  it.each<[string, Behaviour]>([
    ['caching_sha2_password', fullAuthentication],
    [
      'sha256_password',
      async (line) => {
        await meet(line, 'sha256_password');
        await line.say(failure(3, 1045, escapes));
      },
    ],
  ])('hears the one password its own value holds by %s, which has no other way', async (_, behave) => {
    const { invocation, heard, clients } = await attack(cloud, namedToHear, behave);
    expect(invocation.failure).toMatchObject({ code: 'refused', aftermath: 'untouched' });
    expect(heard.includes(`${password}\0`)).toBe(true);
    expect(clients).toBe(1);
  });

  it('hears no value of another server, though that is the previous one of the same secret', async () => {
    const moved = async (port: number): Promise<Named> => {
      const before = await named(1);
      await cloud.call('PutSecretValue', {
        SecretName: before.secret,
        VersionId: 'v1',
        SecretData: JSON.stringify({
          AccountName: 'app',
          AccountPassword: 'Not-the-password-1',
          Endpoint: 'localhost',
          Port: port,
        }),
      });
      return before;
    };
    const { invocation, clients } = await attack(cloud, moved, fullAuthentication);
    expect(invocation.failure).toMatchObject({ code: 'refused', aftermath: 'untouched' });
    expect(clients).toBe(1);
  });

  it.each<[string, Behaviour]>([
    ['an error in place of its greeting', (line) => line.say(failure(0, 1040, escapes))],
    [
      'a version and an error of no number',
      async (line) => {
        await meet(line, undefined, escapes);
        await line.say(failure(3, 65_535, escapes, escapes));
      },
    ],
    ['a refusal in its words', toLogin((line) => line.say(failure(3, 1045, escapes)))],
    ['an error to a statement', toStatements((line) => line.say(failure(1, 1064, escapes)))],
    ['an error of no number to a statement', toStatements((line) => line.say(failure(1, 65_535, escapes)))],
    [
      'rows to each statement',
      toStatements(async (line) => {
        for (;;) {
          await line.say(rows(escapes, escapes));
          await hearPacket(line);
        }
      }),
    ],
    [
      'the name of a file it wants',
      toStatements((line) => line.say(packet(1, Buffer.from([0xfb]), Buffer.from(escapes)))),
    ],
    [
      'an error that nobody waits for',
      async (line) => {
        await admit(line);
        await line.say(failure(0, 1064, escapes));
      },
    ],
  ])('that says %s with escapes in it is not repeated', async (_, behave) => {
    const all = operations.map((operation) => attack(cloud, named, behave, { operation }));
    for (const { invocation } of await Promise.all(all)) expectOurs(invocation);
  });

  it.each<[string, Behaviour]>([
    [
      'a packet out of turn',
      toStatements((line) => line.say(Buffer.concat(Array(1_000).fill(packet(77, Buffer.from([0])))))),
    ],
    [
      'more columns than a question has',
      toStatements(async (line) => {
        const many = Array.from({ length: 4_100 }, (_, index) => column(index + 2, 'c'));
        await line.say(packet(1, Buffer.from([0xfc, 4_100 & 255, 4_100 >> 8])), ...many, endOfRows(4_102));
        await line.listen();
      }),
    ],
  ])('that says %s breaks the session, and nothing else', async (_, behave) => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    try {
      const { invocation } = await attack(cloud, named, behave, { timeout: 5 });
      expect(invocation.failure).toMatchObject({
        code: 'unreachable',
        aftermath: 'untouched',
        message: expect.stringContaining('PROTOCOL_VIOLATION'),
      });
      expect(said).not.toHaveBeenCalled();
    } finally {
      said.mockRestore();
    }
  });

  it('that ends a row in the middle has no other packet read as the rest of it', async () => {
    const said = vi.spyOn(console, 'trace').mockImplementation(() => {});
    try {
      const behave = toStatements(async (line) => {
        await line.say(
          packet(1, Buffer.from([2])),
          column(2, 'a'),
          column(3, 'b'),
          endOfRows(4),
          packet(5, Buffer.from('\u00018')),
          endOfRows(6),
        );
      });
      const { invocation } = await attack(cloud, named, behave, { timeout: 5 });
      expect(invocation.failure).toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining('PROTOCOL_CONNECTION_LOST'),
      });
    } finally {
      said.mockRestore();
    }
  });

  const full = Buffer.concat([packetHead(0xffffff, 1), Buffer.alloc(0xffffff, mark)]);
  const endless: readonly [string, Behaviour][] = [
    [
      'rows with nothing in them',
      toStatements(async (line) => {
        await line.say(packet(1, Buffer.from([1])), column(2, 'c'), endOfRows(3));
        await line.sayInTurn((number) => packet(number, Buffer.from([0xfb])), 4);
      }),
    ],
    [
      'packets of 16 MB that are one',
      toStatements(async (line) => {
        for (;;) await line.say(full);
      }),
    ],
    [
      'columns',
      toStatements(async (line) => {
        await line.say(packet(1, Buffer.from([0xfd, 255, 255, 255])));
        await line.sayInTurn((number) => column(number, mark), 2);
      }),
    ],
    [
      'a greeting',
      async (line) => {
        for (;;) await line.say(packetHead(0xffffff, 0), Buffer.alloc(0xffffff, mark));
      },
    ],
  ];
  it.each(exhaustive ? endless : endless.slice(0, 2))(
    'that sends %s without end is left',
    async (_, behave) => {
      const { invocation } = await expectBounded(() => attack(cloud, named, behave, { timeout: 120 }));
      expect(invocation.failure).toMatchObject({
        code: 'unreachable',
        aftermath: 'untouched',
        message: expect.stringContaining('ANSWER_TOO_LARGE'),
      });
    },
  );

  const stuck: readonly Behaviour[] = [
    (line) => line.listen(),
    (line) => line.drip(greeting(), 100),
    (line) => line.say(greeting()),
    async (line) => {
      await line.say(greeting());
      await hearPacket(line);
      await line.secure();
    },
    toLogin((line) => line.listen()),
    toLogin((line) => line.say(moreData(3, Buffer.from([3])))),
    toLogin((line) => line.say(switchTo(3, 'mysql_native_password'))),
    toLogin((line) => line.drip(Buffer.from([255, 255, 255, 3]), 100)),
    toStatements((line) => line.listen()),
    toStatements((line) => line.say(packet(1, Buffer.from([2])), column(2, 'c'))),
    toStatements((line) => line.drip(rows(mark.repeat(20)), 100)),
  ];
  it('that stops anywhere is left when the time is over, and no connection stays', async () => {
    // The calls of KMS keep their connections: so many at once have them all open.
    const calm = () => attack(cloud, named, (line) => line.say(failure(0, 1040, '')));
    await Promise.all(stuck.map(calm));
    const before = connections();
    const attacked = await Promise.all(stuck.map((behave) => attack(cloud, named, behave)));
    for (const { invocation } of attacked)
      expect(invocation.failure).toMatchObject({ code: 'unreachable', aftermath: 'untouched' });
    await expect.poll(connections, { timeout: 20_000 }).toBeLessThan(before + stuck.length / 2);
  });
});
