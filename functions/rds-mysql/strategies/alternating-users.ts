import { StrategyUnavailable } from '../../../shared/engine/rotation/errors.ts';
import { type Context, renewed } from '../context.ts';
import { restore } from '../rollback.ts';
import { nameOfSecond, setSecond } from './second-account.ts';
import { requireExpressible } from './second-by-api.ts';
import { setSecondPassword } from './second-password.ts';
import type { Strategy } from './strategy.ts';

/** Makes two accounts take turns. The current one is never touched: it logs in until the next rotation. */
export function alternatingUsers(context: Context, reason: string, keepsTwoPasswords: boolean): Strategy {
  const { AccountName } = context.access.current;
  return {
    name: 'alternating-users',
    reason,
    acceptsBoth: true,
    endsPrevious: (previous) => previous.AccountName !== AccountName,
    create: async () => {
      // An emergency looks for nothing else before a value is stored.
      if (context.api && context.access.emergency) await requireExpressible(context, context.api);
      return renewed(context, await nameOfSecond(context));
    },
    set: async (next, fresh) => {
      if (next.AccountName !== AccountName) return setSecond(context, next, fresh);
      // An attempt with a second password for this account has left this value: it is resumed in the same way.
      if (keepsTwoPasswords) return setSecondPassword(context, next, fresh);
      throw new StrategyUnavailable(
        'alternating-users',
        `the pending version holds a new password of ${AccountName} itself; set the tag rotation:strategy to single-user until it is promoted, or remove its stage`,
      );
    },
    rollback: { restore: (value, beside) => restore(context, value, beside) },
    second: () => nameOfSecond(context),
  };
}
