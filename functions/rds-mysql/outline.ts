import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { rehearsal } from '../../shared/databases/mysql/rehearsal.ts';
import { listSessions } from '../../shared/databases/mysql/sessions.ts';
import { outlineOf } from '../../shared/databases/outline-of.ts';
import { tryingFirst } from '../../shared/databases/try-first.ts';
import { PasswordRejected, type RotationError } from '../../shared/rotation/errors.ts';
import type { Outline, Service } from '../../shared/rotation/service.ts';
import type { VersionId } from '../../shared/rotation/store.ts';
import { asOne } from './as-one.ts';
import { findDefiner, findUnfit } from './fit.ts';
import type { Opened } from './opened.ts';
import { tryOut } from './prove.ts';
import { findOutOfReach } from './reach.ts';
import { setAlone } from './set-alone.ts';
import { unlikePresent } from './too-similar.ts';

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
        const next = await service.create(version);
        // A value that is stored already is gone on with all the same.
        for (const unfit of await findDefiner(opened, next)) throw unfit;
        return unlikePresent(opened, next);
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
    preview: (version, isRefused) => outline(opened, strategy, version, isRefused),
  };
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
  const next = await strategy(opened).create(version);
  const unfit: RotationError[] = [...(await findDefiner(opened, next)), ...(await findUnfit(opened, next))];
  try {
    await unlikePresent(opened, next);
  } catch (error) {
    if (!(error instanceof PasswordRejected)) throw error;
    unfit.push(error);
  }
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
