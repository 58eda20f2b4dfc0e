import { Refused } from '../../shared/engine/rotation/errors.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { configureSession } from '../../shared/services/mysql/configure-session.ts';
import { logIn, type Session } from '../../shared/services/mysql/connector.ts';
import { runProbe } from '../../shared/services/mysql/probe.ts';
import { verbatim } from '../../shared/services/mysql/quoting.ts';
import type { Context } from './context.ts';
import { requireSameRights } from './same-rights.ts';

/**
 * Runs the configured probe with a value, then logs in with it as an application does. The login comes last, so that
 * nothing can undo what it proves.
 */
export async function tryOut(
  { access, dialling }: Context,
  value: DatabaseSecret,
  which: string,
): Promise<Session> {
  await runProbe(access, dialling, value, which);
  const session = await logIn(dialling, value, value.DBName);
  if (session === 'refused') throw new Refused(value.AccountName, which);
  try {
    await session.query(verbatim('select 1'));
    return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Tests the pending value. The rights of another account must be those of the current one, as each account sees its own
 * or as the admin sees both.
 */
export async function testPending(context: Context, next: DatabaseSecret): Promise<void> {
  const { access, dialling } = context;
  await using session = await tryOut(context, next, 'pending');
  if (next.AccountName === access.current.AccountName) return;
  await requireSameRights(context, await configureSession(session, dialling.signal));
}
