import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { isDate, startWithPeople, UserName } from '../../../support/sandbox/with-people.ts';

describe('GetUser', () => {
  it('answers the user', async () => {
    await using running = await startWithPeople();
    expect(await running.ram('GetUser', { UserName })).toMatchObject({
      User: {
        UserName,
        UserId: expect.stringMatching(/^\d{18}$/),
        CreateDate: expect.stringMatching(isDate),
        UpdateDate: expect.stringMatching(isDate),
      },
    });
  });

  it.each<[Parameters, string, number]>([
    [{ UserName: 'none' }, 'EntityNotExist.User', 404],
    [{ UserName: 'a b' }, 'InvalidParameter.UserName.InvalidChars', 400],
    [{}, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('GetUser', parameters)).toMatchObject({ failed, status });
  });
});
