import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { outlineOf } from '../../shared/databases/outline-of.ts';
import { rehearsal } from '../../shared/databases/postgresql/rehearsal.ts';
import { listSessions } from '../../shared/databases/postgresql/sessions.ts';
import { tryingFirst } from '../../shared/databases/try-first.ts';
import type { Outline, Service } from '../../shared/rotation/service.ts';
import type { VersionId } from '../../shared/rotation/store.ts';
import { type Opened, tryOut } from './opened.ts';
import { findOutOfReach } from './reach.ts';

type Strategy = (opened: Opened) => Service<DatabaseSecret>;

/** A strategy that looks before it changes anything, and that can tell what it would send, by its own code. */
export function outlined(opened: Opened, strategy: Strategy): Service<DatabaseSecret> {
  const service = strategy(opened);
  const { acting } = opened;
  return {
    ...service,
    ...tryingFirst(opened, service.create, {
      run: async (value, which) => void (await tryOut(opened, value, which)),
      others: async () => (await listSessions(acting.session, acting.session.principal)).length,
    }),
    preview: (version, isRefused) => outline(opened, strategy, version, isRefused),
  };
}

async function outline(
  opened: Opened,
  strategy: Strategy,
  version: VersionId,
  isRefused: boolean,
): Promise<Outline> {
  const { statements, missing, rehearse } = rehearsal();
  const { acting } = opened;
  missing.push(...(await findOutOfReach(opened, isRefused)));
  const next = await strategy(opened).create(version);
  const rehearsed = { ...opened, rehearse, acting: { ...acting, session: rehearse(acting.session) } };
  return outlineOf({ statements, missing }, () => strategy(rehearsed).set?.(next, true, version));
}
