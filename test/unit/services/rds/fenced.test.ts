import { describe, expect, it } from 'vitest';
import { Busy } from '../../../../shared/engine/rotation/errors.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import type { DatabaseSecret } from '../../../../shared/services/database/database-secret.ts';
import type { AccountApi } from '../../../../shared/services/rds/account-api.ts';
import { fenced } from '../../../../shared/services/rds/fenced.ts';
import { valueWith } from '../../../support/engine/rds-value.ts';

/** What the API is asked for, while another rotation has made `now` current, or nobody has. */
function begin(now: DatabaseSecret | undefined, isLost: boolean) {
  const passwords: string[] = [];
  const set: AccountApi['setPassword'] = async (account, password) => {
    passwords.push(`${account} ${password.reveal()}`);
  };
  const api: AccountApi = {
    instance: 'rm-shop',
    find: async () => undefined,
    create: async (account, password) => set(account, password),
    grant: async () => {},
    revoke: async () => {},
    setPassword: set,
  };
  const staged = async () => ({ current: now, pending: undefined, previous: undefined });
  const current = valueWith('app', 'old');
  const confirmLock = async () => {
    if (isLost) throw new Busy('app', 'the lock was lost');
  };
  return { passwords, api: fenced(api, api, { current, staged }, confirmLock) };
}

const lost = { code: 'busy', aftermath: 'applied' };
const late = new Sensitive('late');

describe('a call of the API of RDS', () => {
  it('is all there is while the lock is held', async () => {
    const { api, passwords } = begin(valueWith('app', 'newer'), false);
    await api.setPassword('app', late);
    expect(passwords).toEqual(['app late']);
  });

  it.each(['setPassword', 'create'] as const)('%s gives way to a value that was promoted', async (method) => {
    const { api, passwords } = begin(valueWith('app', 'newer'), true);
    await expect(api[method]('app', late, 'app')).rejects.toMatchObject(lost);
    expect(passwords).toEqual(['app late', 'app newer']);
  });

  it.each([
    ['nobody has promoted one', valueWith('app', 'old')],
    ['another account has it', valueWith('app_rt', 'newer')],
    ['it is the same one', valueWith('app', 'late')],
    ['it leads elsewhere', undefined],
  ])('changes nothing more where %s', async (_, now) => {
    const { api, passwords } = begin(now, true);
    await expect(api.setPassword('app', late)).rejects.toMatchObject(lost);
    expect(passwords).toEqual(['app late']);
  });
});
