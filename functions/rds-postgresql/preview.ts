import type { Outline } from '../../shared/engine/rotation/service.ts';
import type { VersionId } from '../../shared/engine/rotation/store.ts';
import { outlineOf } from '../../shared/services/database/outline-of.ts';
import { startDryRun } from '../../shared/services/postgresql/dry-run.ts';
import { rehearse } from '../../shared/services/rds/rehearse.ts';
import { findOutOfReach } from './checks/reach.ts';
import type { Context } from './context.ts';
import type { DefineStrategy } from './strategies/strategy.ts';

/** Lists what a strategy would send, by running its own code, and the reasons why it would fail. */
export async function outline(
  context: Context,
  define: DefineStrategy,
  version: VersionId,
  isRefused: boolean,
): Promise<Outline> {
  const { statements, missing, wrap, note } = startDryRun();
  const { acting, api } = context;
  missing.push(...(await findOutOfReach(context, isRefused)));
  const next = await define(context).create();
  const dry = {
    ...context,
    wrapForDryRun: wrap,
    acting: { ...acting, session: wrap(acting.session) },
    api: api && rehearse(api, note),
  };
  return outlineOf({ statements, missing }, () => define(dry).set(next, true, version));
}
