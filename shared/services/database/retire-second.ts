import { PrivilegeMissing } from '../../engine/rotation/errors.ts';
import type { Retirement } from '../../engine/rotation/service.ts';
import { byPlace, describe, type Seen } from './logged-in.ts';
import { strangerIn } from './own-account.ts';

/** The operations that end the other account of a pair. Each server implements them in its own way. */
export interface SecondAccount<Session extends Seen> {
  readonly account: string;
  /** Whether an admin or the API of RDS acts. Without one, the next rotation logs in as this account. */
  readonly canBeEnded: boolean;
  /** Lists the sessions of the account. Throws PrivilegeMissing if they cannot be seen. */
  sessions(): Promise<readonly Session[]>;
  /** Disables the account. Throws StrangerInPlace if nothing shows that it belongs to this secret. */
  disable(): Promise<void>;
}

/** Ends the other account of a pair, unless the server shows that somebody is logged in with it. */
export async function retireSecond<Session extends Seen>({
  account,
  canBeEnded,
  sessions,
  disable,
}: SecondAccount<Session>): Promise<Retirement> {
  const { users, unseen } = await lookForUsers(sessions);
  if (users.length > 0) return { state: 'in-use', by: describe(byPlace(users)) };
  if (!canBeEnded)
    return {
      state: 'unable',
      why: `the next rotation logs in with it as ${account}, since no tag names an admin secret`,
    };
  if (unseen) return unseen;
  const stranger = await strangerIn(disable);
  return stranger ? { state: 'unable', why: stranger.message } : { state: 'retired' };
}

/** Lists the sessions of an account. `unseen` is present if an application may be logged in that cannot be seen. */
export async function lookForUsers<Session extends Seen>(
  sessions: () => Promise<readonly Session[]>,
): Promise<{ readonly users: readonly Session[]; readonly unseen?: Retirement }> {
  try {
    return { users: await sessions() };
  } catch (error) {
    if (!(error instanceof PrivilegeMissing)) throw error;
    return { users: [], unseen: { state: 'unable', why: error.message } };
  }
}
