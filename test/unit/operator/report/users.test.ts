import { describe, expect, it } from 'vitest';
import { Busy } from '../../../../shared/engine/rotation/errors.ts';
import type { Plan } from '../../../../shared/engine/rotation/result.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { usersOf } from '../../../../shared/operator/report/users.ts';

const rotatedAt = Date.parse('2026-11-25T08:00:00Z');
const before = '2026-11-25T07:00:00.000Z';
const after = '2026-11-25T09:00:00.000Z';
const user = (Account: string, Since?: string) => ({
  Account,
  From: '10.0.0.5',
  Sessions: 2,
  ...(Since === undefined ? {} : { Since }),
});
const planned = (users: Partial<Plan>) =>
  Promise.resolve({
    SecretId: SecretId.parse('s'),
    VersionId: undefined,
    Outcome: 'planned' as const,
    Steps: [],
    Plan: { Statements: [], Missing: [], Notes: [], ...users },
  });
const seen = (sessions?: number) => ({
  state: 'seen',
  places: [{ account: 'app', from: '10.0.0.5', sessions }],
});
const nobody = { state: 'seen', places: [] };
const unseen = (why: RegExp) => ({ state: 'unseen', why: expect.stringMatching(why) });

describe('who uses a previous credential', () => {
  it.each<[string, Partial<Plan>, unknown]>([
    ['all sessions of an account of its own', { CurrentUsers: [], PreviousUsers: [user('app')] }, seen(2)],
    ['nobody, where nobody is logged in', { CurrentUsers: [user('app_rt')], PreviousUsers: [] }, nobody],
    ['nobody, where it was ended', { CurrentUsers: [user('app')] }, nobody],
    [
      'who was there before the rotation, where both credentials are of one account',
      { CurrentUsers: [user('app', before)], PreviousUsers: [user('app', before)] },
      seen(),
    ],
    [
      'not who came after it',
      { CurrentUsers: [user('app', after)], PreviousUsers: [user('app', after)] },
      nobody,
    ],
    [
      'what cannot be told, where they look alike',
      { CurrentUsers: [user('app')], PreviousUsers: [user('app')] },
      unseen(/look alike/),
    ],
    ['why nothing is seen', { CurrentUsers: 'grant it', PreviousUsers: 'grant it' }, unseen(/grant it/)],
    ['what is missing', { Missing: ['the account is refused'] }, unseen(/refused/)],
    ['that a service keeps no sessions', {}, unseen(/no sessions/)],
  ])('is told: %s', async (_, users, told) => {
    expect(await usersOf(planned(users), rotatedAt)).toEqual(told);
  });

  it('is not told while another rotation holds the lock, and a bug is told by its code', async () => {
    expect(await usersOf(Promise.reject(new Busy('s', 'held')), rotatedAt)).toEqual(unseen(/^busy$/));
    expect(await usersOf(Promise.reject(new TypeError('bug')), rotatedAt)).toEqual(
      unseen(/^internal-error$/),
    );
  });
});
