import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { configureSession } from '../../shared/services/mysql/configure-session.ts';
import { logIn } from '../../shared/services/mysql/connector.ts';
import { replaceOwn } from '../../shared/services/mysql/passwords.ts';
import type { Context } from './context.ts';
import { setSecond } from './strategies/second-account.ts';
import { keepBoth, retainAsAdmin, retainOwn } from './strategies/second-password.ts';

/** Makes a former value the primary one again, or the current value if a rotation beside it is undone. */
export async function restore(
  context: Context,
  value: DatabaseSecret,
  beside: DatabaseSecret,
): Promise<void> {
  if (value.AccountName === beside.AccountName) return restorePassword(context, value, beside);
  // Of two accounts, the current one was never touched.
  if (value.AccountName !== context.access.current.AccountName) await setSecond(context, value, false);
}

/**
 * Makes a value the primary one of two accepted passwords, which may both be in use. The admin cannot see which one is
 * primary, and setting the other anew would push out the retained one. One login of the account itself shows it.
 */
async function restorePassword(
  context: Context,
  value: DatabaseSecret,
  beside: DatabaseSecret,
): Promise<void> {
  const { acting, configured } = context;
  if (configured.server.engine === 'mariadb') return keepBoth(context, value, beside);
  if (acting.as !== 'admin') return retainOwn(context, beside.AccountPassword, value.AccountPassword);
  if (!(await isPrimary(context, value))) await retainAsAdmin(context, value, beside, false);
}

/**
 * Returns whether a value is the primary password. Costs one login of the account, to which alone the server shows
 * that.
 */
export async function isPrimary({ dialling }: Context, value: DatabaseSecret): Promise<boolean> {
  const login = await logIn(dialling, value);
  if (login === 'refused') return false;
  await using session = login;
  await configureSession(session, dialling.signal);
  return await replaceOwn(session, value.AccountPassword, value.AccountPassword);
}
