import { describe, expect, it } from 'vitest';
import { Refused, Unreachable } from '../../../../shared/engine/rotation/errors.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import type { DatabaseSecret } from '../../../../shared/services/database/database-secret.ts';
import { whenSettled } from '../../../../shared/services/rds/when-settled.ts';

const valueWith = (password: string): DatabaseSecret => ({
  AccountName: 'app',
  AccountPassword: new Sensitive(password),
  Endpoint: 'db',
  Port: 3306,
  DBName: undefined,
  DBInstanceId: 'rm-shop',
  text: new Sensitive(''),
});

/** Tries the value `new` while the given one is pending. Each try ends with the next of these errors, or well. */
async function settle(pending: DatabaseSecret | undefined, ...ends: (Error | undefined)[]) {
  const slept: number[] = [];
  let tries = 0;
  const access = {
    staged: async () => ({ current: valueWith('old'), pending, previous: undefined }),
    clock: { now: () => 0, sleep: async (milliseconds: number) => void slept.push(milliseconds) },
    signal: new AbortController().signal,
  };
  const end = await whenSettled(access, valueWith('new'), async () => {
    const error = ends[tries];
    tries += 1;
    if (error) throw error;
  }).catch((error: unknown) => error);
  return { end, tries, slept };
}

describe('a password that RDS has set', () => {
  const refused = new Refused('app', 'pending');

  it('is tried once where it is in effect', async () => {
    expect(await settle(valueWith('new'))).toEqual({ end: undefined, tries: 1, slept: [] });
  });

  it('is tried once more, two seconds later, while it is pending', async () => {
    expect(await settle(valueWith('new'), refused)).toEqual({ end: undefined, tries: 2, slept: [2_000] });
  });

  it('is not tried a third time', async () => {
    expect(await settle(valueWith('new'), refused, refused)).toEqual({
      end: refused,
      tries: 2,
      slept: [2_000],
    });
  });

  it.each([undefined, valueWith('another')])('is tried once where it is not pending', async (pending) => {
    expect(await settle(pending, refused)).toEqual({ end: refused, tries: 1, slept: [] });
  });

  it('is tried once where it fails for another reason', async () => {
    const error = new Unreachable('the server', 'no answer');
    expect(await settle(valueWith('new'), error)).toEqual({ end: error, tries: 1, slept: [] });
  });
});
