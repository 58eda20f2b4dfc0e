import { describe, expect, it } from 'vitest';
import { Refused, Unreachable } from '../../../../shared/engine/rotation/errors.ts';
import type { DatabaseSecret } from '../../../../shared/services/database/database-secret.ts';
import { whenSettled } from '../../../../shared/services/rds/when-settled.ts';
import { valueWith } from '../../../support/engine/rds-value.ts';

/** Tries the value `new` while the given one is pending. Each try ends with the next of these errors, or well. */
async function settle(pending: DatabaseSecret | undefined, ...ends: (Error | undefined)[]) {
  const slept: number[] = [];
  let tries = 0;
  const access = {
    staged: async () => ({ current: valueWith('app', 'old'), pending, previous: undefined }),
    clock: { now: () => 0, sleep: async (milliseconds: number) => void slept.push(milliseconds) },
    signal: new AbortController().signal,
  };
  const end = await whenSettled(access, valueWith('app', 'new'), async () => {
    const error = ends[tries];
    tries += 1;
    if (error) throw error;
  }).catch((error: unknown) => error);
  return { end, tries, slept };
}

describe('a password that RDS has set', () => {
  const refused = new Refused('app', 'pending');

  it('is tried once where it is in effect', async () => {
    expect(await settle(valueWith('app', 'new'))).toEqual({ end: undefined, tries: 1, slept: [] });
  });

  it('is tried once more, two seconds later, while it is pending', async () => {
    expect(await settle(valueWith('app', 'new'), refused)).toEqual({
      end: undefined,
      tries: 2,
      slept: [2_000],
    });
  });

  it('is not tried a third time', async () => {
    expect(await settle(valueWith('app', 'new'), refused, refused)).toEqual({
      end: refused,
      tries: 2,
      slept: [2_000],
    });
  });

  it.each([undefined, valueWith('app', 'another')])(
    'is tried once where it is not pending',
    async (pending) => {
      expect(await settle(pending, refused)).toEqual({ end: refused, tries: 1, slept: [] });
    },
  );

  it('is tried once where it fails for another reason', async () => {
    const error = new Unreachable('the server', 'no answer');
    expect(await settle(valueWith('app', 'new'), error)).toEqual({ end: error, tries: 1, slept: [] });
  });
});
