import { PolicyMalformed, PrivilegeMissing } from '../../rotation/errors.ts';
import type { SecretId } from '../../rotation/store.ts';
import type { Session } from './connector.ts';
import { isPrivilegeMissing, ServerError } from './errors.ts';
import { verbatim } from './quoting.ts';

/** What an application could do with this login. A probe that can be undone leaves no trace. */
export async function runProbe(session: Session, secret: SecretId, probe: string | undefined): Promise<void> {
  if (probe === undefined) {
    await session.query(verbatim('select 1'));
    return;
  }
  await session.query(verbatim('start transaction'));
  try {
    await session.query(verbatim(probe));
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    if (!isPrivilegeMissing(error))
      throw new PolicyMalformed(secret, [
        `the probe in the configuration of the function fails: ${error.message}`,
      ]);
    const fix = `grant what it needs (${error.message})`;
    throw new PrivilegeMissing(session.principal, 'run the probe', fix, error);
  }
  await session.query(verbatim('rollback'));
}
