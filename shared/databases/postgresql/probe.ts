import { PolicyMalformed, PrivilegeMissing } from '../../rotation/errors.ts';
import type { SecretId } from '../../rotation/store.ts';
import type { Session } from './connector.ts';
import { ServerError } from './errors.ts';
import { inTransaction } from './transaction.ts';

/** What an application could do with this login. The probe leaves no trace. */
export async function runProbe(session: Session, secret: SecretId, probe: string | undefined): Promise<void> {
  if (probe === undefined) return session.runSingle('select 1');
  try {
    await inTransaction(session, () => session.runSingle(probe), 'rollback');
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    if (error.sqlState === '42501')
      throw new PrivilegeMissing(
        session.principal,
        'run the probe',
        `grant what it needs (${error.message})`,
        error,
      );
    throw new PolicyMalformed(secret, [
      `the probe in the configuration of the function fails: ${error.message}`,
    ]);
  }
}
