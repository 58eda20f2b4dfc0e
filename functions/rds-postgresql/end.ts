import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { byPlace, describe } from '../../shared/databases/logged-in.ts';
import { strangerIn } from '../../shared/databases/own-account.ts';
import { logIn } from '../../shared/databases/postgresql/connector.ts';
import { Barred, PrivilegeMissing, SecretMalformed } from '../../shared/rotation/errors.ts';
import type { Retirement, Verdict } from '../../shared/rotation/service.ts';
import type { Opened } from './context.ts';
import { disable, sessionsOf } from './sessions.ts';

/** Whoever is logged in with the other account uses the previous value. Of one account, it is gone since it was set. */
export async function retire(opened: Opened, previous: DatabaseSecret): Promise<Retirement> {
  const { access, acting } = opened;
  if (previous.AccountName === access.current.AccountName) return { state: 'retired' };
  const users = await sessionsOf(opened, previous);
  if (users.length > 0) return { state: 'in-use', by: describe(byPlace(users)) };
  if (acting.as !== 'admin')
    return {
      state: 'unable',
      why: `the next rotation logs in with it as ${previous.AccountName}, since no admin secret is named that could`,
    };
  const stranger = await strangerIn(() => disable(opened, previous.AccountName, 'password null'));
  return stranger ? { state: 'unable', why: stranger.message } : { state: 'retired' };
}

/** Being kept out from here, or for now, proves nothing of the value. */
export async function tryOld({ access, dialling }: Opened, value: DatabaseSecret): Promise<Verdict> {
  try {
    const login = await logIn(dialling, { ...value, DBName: access.current.DBName });
    if (login === 'refused') return 'refused';
    await login[Symbol.asyncDispose]();
    return 'accepted';
  } catch (error) {
    if (error instanceof Barred) return 'untried';
    // The password comes first (tried on 14, 16 and 18): a database that it may not use, or that is gone, comes after it.
    if (error instanceof SecretMalformed || error instanceof PrivilegeMissing) return 'accepted';
    throw error;
  }
}
