import { ours } from '../../engine/rotation/internal-error.ts';
import type { Plan, Result, User } from '../../engine/rotation/result.ts';

/** The users who are logged in with a previous credential, or why they are unseen, if the operator asked for them. */
export type Users =
  | { readonly state: 'seen'; readonly places: readonly Place[] }
  | { readonly state: 'unseen'; readonly why: string };

interface Place {
  readonly account: string;
  readonly from: string | undefined;
  /** The number of sessions; absent if some of them may use the current credential. */
  readonly sessions: number | undefined;
}

/** Returns who uses the previous credential, from the plan of a secret. It was replaced at `rotatedAt`. */
export async function usersOf(planning: Promise<Result>, rotatedAt: number): Promise<Users> {
  try {
    return previousUsers((await planning).Plan, rotatedAt);
  } catch (error) {
    return { state: 'unseen', why: ours(error).code };
  }
}

function previousUsers(plan: Plan | undefined, rotatedAt: number): Users {
  const { PreviousUsers: users, CurrentUsers: current } = plan ?? {};
  if (users === undefined)
    return current === undefined
      ? { state: 'unseen', why: plan?.Missing[0] ?? 'its service keeps no sessions' }
      : { state: 'seen', places: [] };
  if (typeof users === 'string') return { state: 'unseen', why: users };
  const shared = new Set(typeof current === 'object' ? current.map(({ Account }) => Account) : []);
  const unclear = users.filter(({ Account, Since }) => shared.has(Account) && Since === undefined);
  if (unclear.length > 0)
    return { state: 'unseen', why: 'both credentials belong to one account, and its sessions look alike' };
  const used = users.filter((user) => !shared.has(user.Account) || Date.parse(user.Since ?? '') < rotatedAt);
  return { state: 'seen', places: used.map((user) => place(user, shared.has(user.Account))) };
}

function place({ Account, From, Sessions }: User, isShared: boolean): Place {
  return { account: Account, from: From, sessions: isShared ? undefined : Sessions };
}
