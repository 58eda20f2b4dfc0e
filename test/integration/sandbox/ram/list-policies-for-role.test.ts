import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { custom, isDate, RoleName, startWithPeople } from '../../../support/sandbox/with-people.ts';

describe('ListPoliciesForRole', () => {
  it('answers each policy with when it was attached', async () => {
    await using running = await startWithPeople();
    expect(await running.ram('ListPoliciesForRole', { RoleName })).toMatchObject({
      Policies: {
        Policy: [{ ...custom, DefaultVersion: 'v1', AttachDate: expect.stringMatching(isDate) }],
      },
    });
  });

  it.each<[Parameters, string, number]>([
    [{ RoleName: 'none' }, 'EntityNotExist.Role', 404],
    [{}, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('ListPoliciesForRole', parameters)).toMatchObject({ failed, status });
  });
});
