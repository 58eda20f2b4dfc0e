import { LoginBlocked, RotationError } from '../../engine/rotation/errors.ts';

type Prepare<Session> = (session: Session) => Promise<void>;

/**
 * Opens a session of the account itself, which sees and may end its other sessions. An admin needs privileges for that.
 * Returns undefined if the server refuses the value, or lets nobody in as the account.
 */
export async function enterAccount<Session extends AsyncDisposable>(
  login: Promise<Session | 'refused'>,
  prepare?: Prepare<Session>,
): Promise<Session | undefined> {
  try {
    return await prepared(await login, prepare);
  } catch (error) {
    if (error instanceof LoginBlocked) return undefined;
    throw error;
  }
}

interface Again<Session> {
  again(): Promise<Session | 'refused'>;
}

/** Opens another session of the account that acts, for no other task. Returns undefined if there is no place for it. */
export async function secondOf<Session extends AsyncDisposable>(
  session: Again<Session>,
  prepare?: Prepare<Session>,
): Promise<Session | undefined> {
  try {
    return await prepared(await session.again(), prepare);
  } catch (error) {
    if (error instanceof RotationError) return undefined;
    throw error;
  }
}

/** Prepares a session, and closes it if that fails. */
async function prepared<Session extends AsyncDisposable>(
  session: Session | 'refused',
  prepare: Prepare<Session> = async () => {},
): Promise<Session | undefined> {
  if (session === 'refused') return undefined;
  try {
    await prepare(session);
    return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}
