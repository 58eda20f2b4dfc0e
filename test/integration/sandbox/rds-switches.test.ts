import { describe, expect, it } from 'vitest';
import type { Switches } from '../../../shared/sandbox/switches.ts';
import { DBInstanceId, firstPassword, secondPassword, startRds } from '../../support/sandbox/with-rds.ts';
import { engines } from '../../support/servers/running.ts';
import type { Engine } from '../../support/servers/server.ts';
import { openSession } from '../../support/stand/login.ts';

type RdsSwitches = Pick<Switches, Extract<keyof Switches, `rds${string}`>>;
type Running = Awaited<ReturnType<typeof startRds>>;

/** How a switch of RDS is looked at, and on which engine. */
interface Look {
  readonly engine: Engine;
  see(running: Running, server: ReturnType<typeof engines>[number]): Promise<unknown>;
}

const AccountPassword = secondPassword;
const reset = ({ call, on }: Running) => call('ResetAccountPassword', on({ AccountPassword }));
const codeOf = async (answer: Promise<unknown>) => Object(await answer).failed;
const statusOf = async (account: Promise<unknown>) => Object(await account).AccountStatus;

/** A switch of RDS without an entry here does not compile. */
const looks: Record<keyof RdsSwitches, Look> = {
  rdsSqlAccounts: {
    engine: 'postgresql',
    see: async ({ createBySql, described, AccountName }) => {
      await createBySql();
      return Object(await described()).AccountName === AccountName;
    },
  },
  rdsResetOfSqlAccount: {
    engine: 'postgresql',
    see: async (running) => {
      await running.createBySql();
      return [await codeOf(reset(running)), await running.accepts(secondPassword)];
    },
  },
  rdsResetSecondPassword: {
    engine: 'mysql',
    see: async (running) => {
      await running.create();
      const retained = 'Third-Passw0rd';
      await running.root(
        `alter user ${running.AccountName}@'%' identified by '${retained}' retain current password`,
      );
      await reset(running);
      return running.accepts(firstPassword);
    },
  },
  rdsResetSessions: {
    engine: 'mysql',
    see: async (running, server) => {
      await running.create();
      const credential = { user: running.AccountName, password: firstPassword };
      await using session = await openSession(server, credential);
      await reset(running);
      return session.answers();
    },
  },
  rdsChangeDelay: {
    engine: 'mysql',
    see: async (running) => {
      await running.create();
      return running.accepts(firstPassword);
    },
  },
  rdsStatusDuringChange: {
    engine: 'mysql',
    see: async (running) => {
      await running.create();
      return statusOf(running.described());
    },
  },
  rdsMissingAccount: {
    engine: 'mysql',
    see: async (running) => {
      const { failed, status } = Object(await reset(running));
      return [failed, status];
    },
  },
  rdsDescribeMissing: {
    engine: 'mysql',
    see: ({ call, on }) => codeOf(call('DescribeAccounts', on())),
  },
  rdsMissingInstance: {
    engine: 'mysql',
    see: async ({ call }) => {
      const { failed, status } = Object(await call('DescribeAccounts', { DBInstanceId: 'rm-none' }));
      return [failed, status];
    },
  },
};

const cases: readonly (readonly [keyof RdsSwitches, Partial<RdsSwitches>, unknown])[] = [
  ['rdsSqlAccounts', { rdsSqlAccounts: 'hidden' }, false],
  ['rdsSqlAccounts', { rdsSqlAccounts: 'listed' }, true],
  ['rdsResetOfSqlAccount', { rdsResetOfSqlAccount: 'allow' }, [undefined, true]],
  [
    'rdsResetOfSqlAccount',
    { rdsResetOfSqlAccount: 'InvalidAccountName.NotFound' },
    ['InvalidAccountName.NotFound', false],
  ],
  ['rdsResetOfSqlAccount', { rdsResetOfSqlAccount: 'IncorrectAccountType' }, ['IncorrectAccountType', false]],
  ['rdsResetSecondPassword', { rdsResetSecondPassword: 'keep' }, true],
  ['rdsResetSecondPassword', { rdsResetSecondPassword: 'discard' }, false],
  ['rdsResetSessions', { rdsResetSessions: 'keep' }, true],
  ['rdsResetSessions', { rdsResetSessions: 'end' }, false],
  ['rdsChangeDelay', { rdsChangeDelay: 0 }, true],
  ['rdsChangeDelay', { rdsChangeDelay: 3_600_000 }, false],
  ['rdsStatusDuringChange', { rdsChangeDelay: 3_600_000, rdsStatusDuringChange: 'Available' }, 'Available'],
  [
    'rdsStatusDuringChange',
    { rdsChangeDelay: 3_600_000, rdsStatusDuringChange: 'Unavailable' },
    'Unavailable',
  ],
  [
    'rdsMissingAccount',
    { rdsMissingAccount: 'InvalidAccountName.NotFound' },
    ['InvalidAccountName.NotFound', 404],
  ],
  [
    'rdsMissingAccount',
    { rdsMissingAccount: 'Abs.InvalidAccount.NotFound' },
    ['Abs.InvalidAccount.NotFound', 400],
  ],
  ['rdsDescribeMissing', { rdsDescribeMissing: 'empty' }, undefined],
  ['rdsDescribeMissing', { rdsDescribeMissing: 'refused' }, 'InvalidAccountName.NotFound'],
  [
    'rdsMissingInstance',
    { rdsMissingInstance: 'InvalidDBInstanceName.NotFound' },
    ['InvalidDBInstanceName.NotFound', 404],
  ],
  [
    'rdsMissingInstance',
    { rdsMissingInstance: 'InvalidDBInstanceId.NotFound' },
    ['InvalidDBInstanceId.NotFound', 400],
  ],
];

describe('an undocumented point of RDS', () => {
  describe.each(cases)('%s, as the switch says: %j', (name, switches, seen) => {
    it.each(engines(looks[name].engine))('is seen on $engine', async (server) => {
      await using running = await startRds(server, { switches });
      expect(await looks[name].see(running, server)).toEqual(seen);
    });
  });

  it.each(Object.keys(looks))('%s is looked at under more than one value', (name) => {
    expect(cases.filter(([one]) => one === name).length).toBeGreaterThan(1);
  });
});

describe('sessions of PostgreSQL', () => {
  it.each(engines('postgresql'))('end with a reset where the switch says so', async (server) => {
    await using running = await startRds(server, { switches: { rdsResetSessions: 'end' } });
    await running.create();
    const credential = { user: running.AccountName, password: firstPassword, database: 'postgres' };
    await using session = await openSession(server, credential);
    expect(await session.answers()).toBe(true);
    await running.call('ResetAccountPassword', {
      DBInstanceId,
      AccountName: running.AccountName,
      AccountPassword,
    });
    expect(await session.answers()).toBe(false);
  });
});
