import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { rehearsal } from '../../shared/databases/mysql/rehearsal.ts';
import type { Outline, Service } from '../../shared/rotation/service.ts';
import type { VersionId } from '../../shared/rotation/store.ts';
import type { Opened } from './opened.ts';

type Strategy = (opened: Opened) => Service<DatabaseSecret>;

/** A strategy that can tell what it would send, by its own code. */
export function outlined(opened: Opened, strategy: Strategy): Service<DatabaseSecret> {
  return { ...strategy(opened), outline: (version) => outline(opened, strategy, version) };
}

async function outline(opened: Opened, strategy: Strategy, version: VersionId): Promise<Outline> {
  const { settled, dialling } = opened;
  const { session, statements } = rehearsal(opened.acting.session, settled.server);
  const next = await strategy(opened).next(version);
  const acting = { ...(await actingFor(opened, next)), session };
  const sealed = { ...dialling, signal: AbortSignal.abort() };
  const rehearsed = { ...opened, acting, settled: { ...settled, session }, dialling: sealed };
  await strategy(rehearsed).set?.(next, true, version);
  return { statements, missing: [] };
}

/** Without an admin, the account whose turn it is acts itself: no login is made for it here. */
async function actingFor({ access, acting }: Opened, next: DatabaseSecret): Promise<Opened['acting']> {
  if (acting.as === 'admin' || acting.value.AccountName === next.AccountName) return acting;
  const value = (await access.previous()) ?? acting.value;
  return { ...acting, as: 'previous', value };
}
