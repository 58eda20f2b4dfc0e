import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { custom, isDate, startWithPeople, UserName } from '../../../support/sandbox/with-people.ts';

describe('ListPoliciesForUser', () => {
  it('answers each policy with when it was attached', async () => {
    await using running = await startWithPeople();
    expect(await running.ram('ListPoliciesForUser', { UserName })).toMatchObject({
      Policies: {
        Policy: [{ ...custom, DefaultVersion: 'v1', AttachDate: expect.stringMatching(isDate) }],
      },
    });
  });

  it.each<[Parameters, string, number]>([
    [{ UserName: 'none' }, 'EntityNotExist.User', 404],
    [{}, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('ListPoliciesForUser', parameters)).toMatchObject({ failed, status });
  });
});
