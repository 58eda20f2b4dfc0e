import { PrivilegeMissing } from '../../shared/engine/rotation/errors.ts';
import type { LoggedIn } from '../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { enterAccount } from '../../shared/services/database/enter.ts';
import { byPlace } from '../../shared/services/database/logged-in.ts';
import { logIn, type Session } from '../../shared/services/mysql/connector.ts';
import { holds } from '../../shared/services/mysql/rights/read-rights.ts';
import { type Listed, listOthers, ownId, readWatermark } from '../../shared/services/mysql/sessions.ts';
import type { Context } from './context.ts';
import { remedy } from './remedy.ts';
import { openedBefore, parseWatermark } from './strategies/watermark.ts';

/** Opens a session of the account itself. */
export function enter({ dialling }: Context, value: DatabaseSecret): Promise<Session | undefined> {
  return enterAccount(logIn(dialling, value));
}

/** Lists the sessions of an account, except those of this rotation. */
export async function others(
  { acting }: Context,
  session: Session,
  account: string,
): Promise<readonly Listed[]> {
  await ownId(acting.session);
  return listOthers(session, account);
}

/**
 * Lists the sessions of an account and its events that are under way. The account may end events that run as itself,
 * but only PROCESS shows them.
 */
export async function othersAndEvents(
  context: Context,
  session: Session,
  account: string,
): Promise<readonly Listed[]> {
  const seen = await others(context, session, account);
  const also = await listOthers(context.acting.session, account);
  return [...seen, ...also.filter(({ id }) => !seen.some((one) => one.id === id))];
}

/**
 * Lists who is logged in with the account of a value. Throws PrivilegeMissing if the value does not log in any more and
 * the acting session sees no sessions but its own. An empty list would not show that nobody is logged in.
 */
export async function sessionsOf(context: Context, value: DatabaseSecret): Promise<readonly Listed[]> {
  const { AccountName } = value;
  await using inside = await enter(context, value);
  if (inside === undefined) requireSight(context, AccountName);
  return await others(context, inside ?? context.acting.session, AccountName);
}

function requireSight(context: Context, account: string): void {
  const { acting, privileges } = context;
  const { principal } = acting.session;
  if (principal === account || holds(privileges, 'PROCESS')) return;
  const what = `see who is logged in as ${account}, whose stored value is refused`;
  throw new PrivilegeMissing(principal, what, remedy(context, 'process on *.*'));
}

/**
 * Lists who is logged in with a value, by place. Sessions from before the promotion belong to the former of two
 * passwords of one account. Returns undefined where no state tells when that was.
 */
export async function placesOf(
  context: Context,
  value: DatabaseSecret,
): Promise<readonly LoggedIn[] | undefined> {
  const { access, acting } = context;
  const { current } = access;
  const isFormer =
    value.AccountName === current.AccountName && !value.AccountPassword.equals(current.AccountPassword);
  if (!isFormer) return byPlace(await sessionsOf(context, value));
  const watermark = parseWatermark(await access.readState('current'));
  if (watermark === undefined) return undefined;
  return byPlace(
    openedBefore(watermark, await readWatermark(acting.session), await sessionsOf(context, current)),
  );
}
