import { generatePassword } from '../../../../../../shared/engine/credentials/password.ts';
import { LoginBlocked, Refused } from '../../../../../../shared/engine/rotation/errors.ts';
import type { Service } from '../../../../../../shared/engine/rotation/service.ts';
import type { Context } from '../context.ts';
import { type NewTypeSecret, passwords } from '../secret.ts';
import { isAccepted, tryOut } from '../test.ts';

// To do: say `acceptsBoth: true` and leave `endPrevious` out if the service holds two passwords.
/** Changes the only password of the account. The old one stops working at once. */
export function singleUser(context: Context): Service<NewTypeSecret> {
  const { access, environment, session, as, entered } = context;
  const hasAccepted = (value: NewTypeSecret) => value.AccountPassword.equals(entered.AccountPassword);
  /** A failure with another cause than the value is found before anything is changed. */
  const tryFirst = async () => {
    if (access.emergency || !hasAccepted(access.current)) return;
    try {
      await tryOut(access, environment, access.current, 'current');
    } catch (error) {
      if (!(error instanceof Refused || error instanceof LoginBlocked)) throw error;
    }
  };
  return {
    strategy: 'single-user',
    reason: 'chosen by rotation:strategy',
    acceptsBoth: false,
    exclusive: true,
    installs: true,
    login: { currentRefused: as !== 'current', hasAccepted, testCurrent: tryFirst },
    account: {
      isNamedBy: async ({ AccountName, Endpoint, Port }) =>
        AccountName === entered.AccountName && Endpoint === entered.Endpoint && Port === entered.Port,
      isOpenedBy: (other, signal) => isAccepted({ ...access, signal }, environment, other),
    },
    revocation: {
      // The password that was set has ended the previous one.
      retire: async () => ({ state: 'retired' }),
      // To do: end the sessions, count them, and name what cannot be ended as a gap.
      revokeAll: async () => ({ sessions: undefined, gaps: ['its sessions cannot be seen'] }),
      testRevoked: async (value) => ((await isAccepted(access, environment, value)) ? 'accepted' : 'refused'),
    },
    preview: {
      outline: async () => ({
        statements: [`set the password of ${entered.AccountName} to ***`],
        missing: [],
      }),
    },
    endsPrevious: () => true,
    create: async () => {
      await tryFirst();
      const AccountPassword = generatePassword(access.policy.password, passwords);
      return { ...access.current, AccountPassword };
    },
    set: async (next) => {
      if (!hasAccepted(next)) await session.setPassword(next);
    },
    test: (next) => tryOut(access, environment, next, 'pending'),
    afterPromotion: async () => {},
    confirmLock: () => session.confirmLock(),
    [Symbol.asyncDispose]: () => context[Symbol.asyncDispose](),
  };
}
