import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { isDate, startWithPeople, UserName } from '../../../support/sandbox/with-people.ts';

describe('CreateUser', () => {
  it('answers the user with a new id', async () => {
    await using running = await startWithPeople();
    const more = { DisplayName: 'Bob', Comments: 'c', Email: 'b@example.com', MobilePhone: '86-1' };
    expect(await running.ram('CreateUser', { UserName: 'b_o.b-1', ...more })).toMatchObject({
      User: {
        UserName: 'b_o.b-1',
        ...more,
        UserId: expect.stringMatching(/^\d{18}$/),
        CreateDate: expect.stringMatching(isDate),
      },
    });
  });

  it.each<[Parameters, string, number]>([
    [{ UserName }, 'EntityAlreadyExists.User', 409],
    [{ UserName: 'a b' }, 'InvalidParameter.UserName.InvalidChars', 400],
    [{ UserName: 'a'.repeat(65) }, 'InvalidParameter.UserName.Length', 400],
    [{ UserName: 'b', Comments: 'x'.repeat(129) }, 'InvalidParameter.Comments.Length', 400],
    [{ UserName: 'b', DisplayName: 'x'.repeat(129) }, 'InvalidParameter', 400],
    [{}, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('CreateUser', parameters)).toMatchObject({ failed, status });
  });
});
