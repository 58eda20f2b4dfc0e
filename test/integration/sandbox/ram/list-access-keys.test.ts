import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import { isDate, startRam, startWithPeople, UserName } from '../../../support/sandbox/with-people.ts';

describe('ListAccessKeys', () => {
  it('answers each key without its secret', async () => {
    await using running = await startWithPeople();
    const { AccessKeys } = Object(await running.ram('ListAccessKeys', { UserName }));
    expect(AccessKeys).toEqual({
      AccessKey: [
        {
          AccessKeyId: running.key.accessKeyId,
          Status: 'Active',
          CreateDate: expect.stringMatching(isDate),
        },
      ],
    });
  });

  it('answers a key as it was for as long as reads lag', async () => {
    await using running = await startRam();
    const { ram, sandbox } = running;
    const { accessKeyId: UserAccessKeyId } = await userWithKey(sandbox, 'alice');
    sandbox.faults.staleReads(60_000);
    await ram('UpdateAccessKey', { UserAccessKeyId, UserName: 'alice', Status: 'Inactive' });
    const listed = async () =>
      Object(await ram('ListAccessKeys', { UserName: 'alice' })).AccessKeys.AccessKey[0].Status;
    expect(await listed()).toBe('Active');
    running.clock.pass(60_000);
    expect(await listed()).toBe('Inactive');
  });

  it.each<[Parameters, string, number]>([
    [{ UserName: 'none' }, 'EntityNotExist.User', 404],
    [{}, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('ListAccessKeys', parameters)).toMatchObject({ failed, status });
  });
});
