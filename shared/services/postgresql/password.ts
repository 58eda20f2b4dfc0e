import { scramVerifier } from '../../engine/credentials/scram.ts';
import { PasswordRejected } from '../../engine/rotation/errors.ts';
import { Sensitive } from '../../runtime/sensitive.ts';
import type { Session } from './connector.ts';
import { type Needs, ServerError } from './errors.ts';
import { identifier, literal } from './quoting.ts';

/** An extension that judges passwords has no SQLSTATE of its own: it answers with one of these. */
const rejections = new Set(['22023', '28000', '28P01', 'P0001', 'XX000']);

/**
 * The same value may be set again. The account itself needs no privilege for its own password, as long as it
 * acts as itself, which a settled session does.
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
    throw new PasswordRejected(account, error.said, error);
  }
}
