import { PasswordRejected, type RotationError } from '../../shared/engine/rotation/errors.ts';
import type { Outline } from '../../shared/engine/rotation/service.ts';
import type { VersionId } from '../../shared/engine/rotation/store.ts';
import { outlineOf } from '../../shared/services/database/outline-of.ts';
import { startDryRun } from '../../shared/services/mysql/dry-run.ts';
import { rehearse } from '../../shared/services/rds/rehearse.ts';
import { findDefiner, findUnfit } from './checks/fit.ts';
import { findOutOfReach } from './checks/reach.ts';
import { unlikePresent } from './checks/too-similar.ts';
import type { Context } from './context.ts';
import type { DefineStrategy } from './strategies/strategy.ts';

/** Lists what a strategy would send, by running its own code, and the reasons why it would fail. */
export async function outline(
  context: Context,
  define: DefineStrategy,
  version: VersionId,
  isRefused: boolean,
): Promise<Outline> {
  const { configured, acting, api } = context;
  const written = startDryRun(configured.server);
  const { missing } = written;
  const next = await define(context).create();
  const unfit: RotationError[] = [...(await findDefiner(context, next)), ...(await findUnfit(context, next))];
  try {
    await unlikePresent(context, next);
  } catch (error) {
    if (!(error instanceof PasswordRejected)) throw error;
    unfit.push(error);
  }
  missing.push(...unfit.map(({ message }) => message));
  missing.push(...(await findOutOfReach(context, isRefused)));
  const session = written.wrap(acting.session);
  const dry = {
    ...context,
    dryRun: written,
    acting: { ...acting, session },
    configured: { ...configured, session },
    api: api && rehearse(api, written.note),
  };
  return outlineOf(written, () => define(dry).set(next, true, version));
}
