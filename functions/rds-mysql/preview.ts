import { PasswordRejected, type RotationError } from '../../shared/engine/rotation/errors.ts';
import type { Outline } from '../../shared/engine/rotation/service.ts';
import type { VersionId } from '../../shared/engine/rotation/store.ts';
import { outlineOf } from '../../shared/services/database/outline-of.ts';
import { rehearsal } from '../../shared/services/mysql/rehearsal.ts';
import { findDefiner, findUnfit } from './checks/fit.ts';
import { findOutOfReach } from './checks/reach.ts';
import { unlikePresent } from './checks/too-similar.ts';
import type { Opened } from './context.ts';
import type { DefineStrategy } from './strategies/strategy.ts';

/** What a strategy would send, by its own code, and what it would fail for. */
export async function outline(
  opened: Opened,
  define: DefineStrategy,
  version: VersionId,
  isRefused: boolean,
): Promise<Outline> {
  const { settled, acting } = opened;
  const written = rehearsal(settled.server);
  const { missing } = written;
  const next = await define(opened).create();
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
  return outlineOf(written, () => define(rehearsed).set(next, true, version));
}
