import { hasEntered } from '../../../shared/services/database/try-first.ts';
import { type Opened, renewed } from '../context.ts';
import { restore } from '../rollback.ts';
import { setTwin } from './second-account.ts';
import { setSecondPassword } from './second-password.ts';
import type { Strategy } from './strategy.ts';
import { markPromotion } from './watermark.ts';

/** One account, two passwords: the current one goes on being accepted until it is retired. */
export function dualPassword(opened: Opened, reason: string): Strategy {
  const { AccountName } = opened.access.current;
  return {
    name: 'dual-password',
    reason,
    acceptsBoth: true,
    endsPrevious: (previous) => previous.AccountName === AccountName,
    create: async () => renewed(opened, AccountName),
    set: async (next, fresh) => {
      // An attempt that made the accounts take turns left this value: it is gone on with as it was begun.
      if (next.AccountName !== AccountName) return setTwin(opened, next, fresh);
      // An emergency before has set it, and nothing beside it.
      if (!fresh && hasEntered(opened.acting, next) && (await opened.access.isSuspect())) return;
      return setSecondPassword(opened, next, fresh);
    },
    afterPromotion: (value, version) => markPromotion(opened, value, version),
    rollback: { restore: (value, beside) => restore(opened, value, beside) },
  };
}
