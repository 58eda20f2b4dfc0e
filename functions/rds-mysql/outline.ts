import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { rehearsal } from '../../shared/databases/mysql/rehearsal.ts';
import { listSessions } from '../../shared/databases/mysql/sessions.ts';
import { outlineOf } from '../../shared/databases/outline-of.ts';
import { tryingFirst } from '../../shared/databases/try-first.ts';
import type { RotationError } from '../../shared/rotation/errors.ts';
import type { Outline, Service } from '../../shared/rotation/service.ts';
import type { VersionId } from '../../shared/rotation/store.ts';
import { asOne } from './as-one.ts';
import { findDefiner, findUnfit } from './fit.ts';
import type { Opened } from './opened.ts';
import { tryOut } from './prove.ts';
import { findOutOfReach } from './reach.ts';
import { setAlone } from './set-alone.ts';
import { findTooSimilar } from './too-similar.ts';

type Strategy = (opened: Opened) => Service<DatabaseSecret>;

/** A strategy that looks before it changes anything, and that can tell what it would send, by its own code. */
export function outlined(opened: Opened, strategy: Strategy): Service<DatabaseSecret> {
  const service = strategy(opened);
  const { acting } = opened;
  return {
    ...service,
    ...(opened.access.emergency && service.set ? { set: setAlone(opened, service.set) } : {}),
    ...tryingFirst(
      opened,
      async (version) => {
        const next = await service.next(version);
        for (const unfit of await findUnfitToMake(opened, next)) throw unfit;
        return next;
      },
      {
        run: async (value, which) => (await tryOut(opened, value, which))[Symbol.asyncDispose](),
        others: async () => (await listSessions(acting.session, acting.session.principal)).length - 1,
      },
      async (next) => {
        const unfit = asOne(await findUnfit(opened, next));
        if (unfit) throw unfit;
      },
    ),
    outline: (version, isRefused) => outline(opened, strategy, version, isRefused),
  };
}

/** Why no new value may be made, though one that is stored already is gone on with. */
async function findUnfitToMake(opened: Opened, next: DatabaseSecret): Promise<readonly RotationError[]> {
  return [...(await findDefiner(opened, next)), ...(await findTooSimilar(opened, next))];
}

async function outline(
  opened: Opened,
  strategy: Strategy,
  version: VersionId,
  isRefused: boolean,
): Promise<Outline> {
  const { settled, acting } = opened;
  const written = rehearsal(settled.server);
  const { missing } = written;
  const next = await strategy(opened).next(version);
  const unfit = [...(await findUnfitToMake(opened, next)), ...(await findUnfit(opened, next))];
  missing.push(...unfit.map(({ message }) => message));
  missing.push(...(await findOutOfReach(opened, isRefused)));
  const session = written.rehearse(acting.session);
  const rehearsed = {
    ...opened,
    rehearsal: written,
    acting: { ...acting, session },
    settled: { ...settled, session },
  };
  return outlineOf(written, () => strategy(rehearsed).set?.(next, true, version));
}
