import { StrategyUnavailable } from '../../../shared/engine/rotation/errors.ts';
import { type Opened, renewed } from '../context.ts';
import { restore } from '../rollback.ts';
import { setTwin, twinName } from './second-account.ts';
import { setSecondPassword } from './second-password.ts';
import type { Strategy } from './strategy.ts';

/** Two accounts take turns. The current one is never touched: it logs in until the next rotation. */
export function alternatingUsers(opened: Opened, reason: string, keepsTwoPasswords: boolean): Strategy {
  const { AccountName } = opened.access.current;
  return {
    name: 'alternating-users',
    reason,
    acceptsBoth: true,
    endsPrevious: (previous) => previous.AccountName !== AccountName,
    create: async () => renewed(opened, await twinName(opened)),
    set: async (next, fresh) => {
      if (next.AccountName !== AccountName) return setTwin(opened, next, fresh);
      // An attempt that gave the account a second password left this value: it is gone on with as it was begun.
      if (keepsTwoPasswords) return setSecondPassword(opened, next, fresh);
      throw new StrategyUnavailable(
        'alternating-users',
        `the pending version holds a new password of ${AccountName} itself; let the tag rotation:strategy say single-user until it is promoted, or take its stage away`,
      );
    },
    rollback: { restore: (value, beside) => restore(opened, value, beside) },
    second: () => twinName(opened),
  };
}
