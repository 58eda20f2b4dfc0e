import { hasEntered } from '../../../shared/services/database/try-first.ts';
import { type Context, renewed } from '../context.ts';
import { restore } from '../rollback.ts';
import { setSecond } from './second-account.ts';
import { setSecondPassword } from './second-password.ts';
import type { Strategy } from './strategy.ts';
import { markPromotion } from './watermark.ts';

/** Gives one account two passwords. The server accepts the current one until it is retired. */
export function dualPassword(context: Context, reason: string): Strategy {
  const { AccountName } = context.access.current;
  return {
    name: 'dual-password',
    reason,
    acceptsBoth: true,
    endsPrevious: (previous) => previous.AccountName === AccountName,
    create: async () => renewed(context, AccountName),
    set: async (next, fresh) => {
      // An attempt with alternating accounts has left this value: it is resumed in the same way.
      if (next.AccountName !== AccountName) return setSecond(context, next, fresh);
      // An earlier emergency has set it, and no other password beside it.
      if (!fresh && hasEntered(context.acting, next) && (await context.access.isSuspect())) return;
      return setSecondPassword(context, next, fresh);
    },
    afterPromotion: (value, version) => markPromotion(context, value, version),
    rollback: { restore: (value, beside) => restore(context, value, beside) },
  };
}
