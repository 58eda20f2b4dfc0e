import type { Sensitive } from '../../runtime/sensitive.ts';
import type { DatabaseSecret } from '../database/database-secret.ts';
import type { Tally } from '../database/end-all.ts';
import { strangerIn } from '../database/own-account.ts';

/** Number of times that an account gets a password that nobody knows, as somebody who is logged in may change it. */
const rounds = 5;

/** The account to revoke, and the steps in which servers differ. */
interface Revoked<Session> {
  readonly former: DatabaseSecret;
  /** Gives the account a password. Returns it, or undefined if there is no such account. Throws StrangerInPlace. */
  endPassword(round: number): Promise<Sensitive | undefined>;
  enter(given: DatabaseSecret): Promise<Session | undefined>;
  /** Ends the sessions of the account from inside. Returns whether the account still accepts what it was given. */
  endSessions(inside: Session, given: DatabaseSecret): Promise<boolean>;
}

/**
 * Revokes an account through the API of RDS, which cannot lock it. Its sessions may change the password until they are
 * ended, so a login shows afterwards that the account has the password that it was given.
 */
export async function revokeAccount<Session extends AsyncDisposable>(
  tally: Tally,
  { former, endPassword, enter, endSessions }: Revoked<Session>,
): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    let password: Sensitive | undefined;
    const stranger = await strangerIn(async () => {
      password = await endPassword(round);
    });
    if (stranger) tally.gaps.push(stranger.message);
    if (password === undefined) return;
    const given = { ...former, AccountPassword: password };
    await using inside = await enter(given);
    if (inside && (await endSessions(inside, given))) return;
  }
  tally.gaps.push(`${former.AccountName} was given another password meanwhile: run the emergency again`);
}
