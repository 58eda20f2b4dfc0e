import { scramVerifier } from '../../engine/credentials/scram.ts';
import { PasswordRejected } from '../../engine/rotation/errors.ts';
import { Sensitive } from '../../runtime/sensitive.ts';
import type { Session } from './connector.ts';
import { type Needs, ServerError } from './errors.ts';
import { identifier, literal } from './quoting.ts';

/** States by which an extension rejects a password. Such an extension has no SQLSTATE of its own. */
const rejections = new Set(['22023', '28000', '28P01', 'P0001', 'XX000']);

/**
 * Sets the password of an account. Setting the same value again is allowed. The account needs no privilege for its own
 * password, if it acts as itself. It does so in a configured session.
 */
export async function setPassword(
  session: Session,
  account: string,
  password: Sensitive,
  needs?: Needs,
): Promise<void> {
  const verifier = session.rehearses ? new Sensitive('***') : await scramVerifier(account, password);
  const statement = `alter role ${identifier(account)} password ${literal(verifier.reveal())}`;
  try {
    await session.run(statement, needs);
  } catch (error) {
    if (!(error instanceof ServerError && rejections.has(error.sqlState))) throw error;
    throw new PasswordRejected(account, error.words, error);
  }
}
