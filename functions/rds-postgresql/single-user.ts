import { generatePassword, rdsPasswords } from '../../shared/credentials/password.ts';
import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { setPassword } from '../../shared/databases/postgresql/password.ts';
import type { Service } from '../../shared/rotation/service.ts';
import { ending } from './end.ts';
import { held, type Opened, requireAccount, tryOut } from './opened.ts';

/**
 * One account gets a new password, from itself or from the admin. PostgreSQL keeps one password per role: the
 * old one stops working at once, and until the new version is promoted nobody who reads the current one gets in.
 */
export function singleUser(opened: Opened, reason: string): Service<DatabaseSecret> {
  const { access, acting } = opened;
  const { current, policy } = access;
  return {
    strategy: 'single-user',
    reason,
    overlaps: false,
    next: async () => ({ ...current, AccountPassword: generatePassword(policy.password, rdsPasswords) }),
    set: async (next) => {
      requireAccount('single-user', next, current.AccountName);
      await setPassword(acting.session, next.AccountName, next.AccountPassword);
    },
    prove: async (next) => void (await tryOut(opened, next)),
    ...ending(opened),
    ...held(opened),
  };
}
