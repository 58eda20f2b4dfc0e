import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { rehearsal } from '../../shared/databases/postgresql/rehearsal.ts';
import { RightsDiffer } from '../../shared/rotation/errors.ts';
import type { Outline, Service } from '../../shared/rotation/service.ts';
import type { VersionId } from '../../shared/rotation/store.ts';
import type { Opened } from './opened.ts';

type Strategy = (opened: Opened) => Service<DatabaseSecret>;

/** A strategy that can tell what it would send, by its own code. */
export function outlined(opened: Opened, strategy: Strategy): Service<DatabaseSecret> {
  return { ...strategy(opened), outline: (version) => outline(opened, strategy, version) };
}

async function outline(opened: Opened, strategy: Strategy, version: VersionId): Promise<Outline> {
  const { session, statements } = rehearsal(opened.acting.session);
  const next = await strategy(opened).next(version);
  const sealed = { ...opened.dialling, signal: AbortSignal.abort() };
  const rehearsed = { ...opened, acting: actingFor(opened, next, session), dialling: sealed };
  try {
    await strategy(rehearsed).set?.(next, true, version);
    return { statements, missing: [] };
  } catch (error) {
    if (!(error instanceof RightsDiffer)) throw error;
    return { statements, missing: [error.message] };
  }
}

/** Without an admin, the account whose turn it is acts itself: no login is made for it here. */
function actingFor(
  { acting }: Opened,
  { AccountName }: DatabaseSecret,
  session: Opened['acting']['session'],
): Opened['acting'] {
  if (acting.as === 'admin') return { ...acting, session };
  return { ...acting, session: { ...session, principal: AccountName } };
}
