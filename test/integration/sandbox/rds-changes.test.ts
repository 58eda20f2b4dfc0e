import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo } from '../../support/sandbox/calls.ts';
import { contentsOf, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import {
  DBInstanceId,
  firstPassword,
  instanceOn,
  secondPassword,
  startRds,
} from '../../support/sandbox/with-rds.ts';
import { engines } from '../../support/servers/running.ts';

const AccountPassword = secondPassword;
const refused = { failed: 'IncorrectAccountStatus', status: 400 };

describe.each(engines('mysql', 'postgresql'))('a change of an account on $engine', (server) => {
  const hour = 3_600_000;
  const delayed = { switches: { rdsChangeDelay: hour, rdsStatusDuringChange: 'Unavailable' } } as const;

  it('takes effect after the delay, and until then the old password counts', async () => {
    await using running = await startRds(server, delayed);
    await running.create();
    running.clock.pass(hour);
    expect(await running.described()).toMatchObject({ AccountStatus: 'Available' });
    await running.call('ResetAccountPassword', running.on({ AccountPassword }));
    expect(await running.described()).toMatchObject({ AccountStatus: 'Unavailable' });
    expect(await running.accepts(firstPassword)).toBe(true);
    running.clock.pass(hour);
    await expect.poll(() => running.accepts(secondPassword)).toBe(true);
    expect(await running.accepts(firstPassword)).toBe(false);
    expect(await running.described()).toMatchObject({ AccountStatus: 'Available' });
  });

  it('keeps others out while it is under way', async () => {
    await using running = await startRds(server, delayed);
    await running.create({ AccountDescription: 'first' });
    expect(await running.described()).toMatchObject({
      AccountStatus: 'Unavailable',
      AccountDescription: 'first',
    });
    expect(await running.create()).toMatchObject({ failed: 'InvalidAccountName.Duplicate' });
    const DBName = await running.makeDatabase();
    const AccountPrivilege = server.engine === 'postgresql' ? 'DBOwner' : 'ReadOnly';
    const calls = [
      ['ResetAccountPassword', { AccountPassword }],
      ['GrantAccountPrivilege', { DBName, AccountPrivilege }],
      ['RevokeAccountPrivilege', { DBName }],
      ['DeleteAccount', {}],
    ] as const;
    for (const [action, more] of calls)
      expect(await running.call(action, running.on(more))).toMatchObject(refused);
    running.clock.pass(hour);
    for (const [action, more] of calls.slice(0, 3)) {
      expect(await running.call(action, running.on(more))).not.toHaveProperty('failed');
      running.clock.pass(hour);
    }
    expect(await running.call('DeleteAccount', running.on())).not.toHaveProperty('failed');
    expect(await running.described()).toMatchObject({ AccountStatus: 'Unavailable' });
    running.clock.pass(hour);
    expect(await running.described()).toBeUndefined();
  });

  it('is carried out before the sandbox ends', async () => {
    await using running = await startRds(server, delayed);
    await running.create();
    await running.sandbox[Symbol.asyncDispose]();
    expect(await running.accepts(firstPassword)).toBe(true);
  });

  it('is one at a time, without a delay too', async () => {
    await using running = await startRds(server);
    await running.create();
    const resets = Array.from({ length: 8 }, (_, at) =>
      running.call('ResetAccountPassword', running.on({ AccountPassword: `${secondPassword}-${at}` })),
    );
    const answers = await Promise.all(resets);
    const done = answers.flatMap((answer, at) => ('failed' in Object(answer) ? [] : [at]));
    expect(done.length).toBeGreaterThan(0);
    for (const answer of answers) if ('failed' in Object(answer)) expect(answer).toMatchObject(refused);
    const accepted = await Promise.all(done.map((at) => running.accepts(`${secondPassword}-${at}`)));
    expect(accepted.filter(Boolean)).toHaveLength(1);
  });
});

describe.each(engines('mysql', 'postgresql'))('a kept sandbox with an instance of $engine', (server) => {
  it('knows its accounts again, and has none of their passwords on the disk', async () => {
    await using directory = await temporaryDirectory();
    const options = { data: directory.path, rdsInstances: [instanceOn(server)] };
    await using running = await startRds(server, options);
    await running.create({ AccountType: 'Super', AccountDescription: 'kept' });
    await running.call('ResetAccountPassword', running.on({ AccountPassword }));
    await running.sandbox[Symbol.asyncDispose]();
    for (const content of (await contentsOf(directory.path)).values())
      for (const password of [firstPassword, secondPassword, server.admin.password])
        expect(content.includes(password)).toBe(false);
    await using again = await startSandbox(options);
    const answer = await callsTo(again, 'rds')('DescribeAccounts', { DBInstanceId });
    expect(Object(answer).Accounts.DBInstanceAccount).toMatchObject([
      { AccountName: running.AccountName, AccountType: 'Super', AccountDescription: 'kept' },
    ]);
  });
});
