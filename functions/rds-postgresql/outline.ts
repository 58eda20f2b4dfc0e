import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { outlineOf } from '../../shared/databases/outline-of.ts';
import { runProbe } from '../../shared/databases/postgresql/probe.ts';
import { rehearsal } from '../../shared/databases/postgresql/rehearsal.ts';
import { probedFirst } from '../../shared/databases/probe-first.ts';
import type { Outline, Service } from '../../shared/rotation/service.ts';
import type { VersionId } from '../../shared/rotation/store.ts';
import type { Opened } from './opened.ts';
import { findOutOfReach } from './reach.ts';

type Strategy = (opened: Opened) => Service<DatabaseSecret>;

/** A strategy that tries the probe before it changes anything, and can tell what it would send, by its own code. */
export function outlined(opened: Opened, strategy: Strategy): Service<DatabaseSecret> {
  const service = strategy(opened);
  const { access, dialling } = opened;
  return {
    ...service,
    next: probedFirst(opened, service.next, (value, which) => runProbe(access, dialling, value, which)),
    outline: (version, isRefused) => outline(opened, strategy, version, isRefused),
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
  const next = await strategy(opened).next(version);
  const rehearsed = { ...opened, rehearse, acting: { ...acting, session: rehearse(acting.session) } };
  return outlineOf({ statements, missing }, () => strategy(rehearsed).set?.(next, true, version));
}
