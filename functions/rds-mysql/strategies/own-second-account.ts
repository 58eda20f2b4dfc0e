import { isSecond } from '../../../shared/engine/credentials/turn.ts';
import { opens } from '../../../shared/services/database/acting.ts';
import { showOwn } from '../../../shared/services/database/own-account.ts';
import { logIn } from '../../../shared/services/mysql/connector.ts';
import { type Entry, readEntries } from '../../../shared/services/mysql/entries.ts';
import { provesPassword } from '../../../shared/services/mysql/errors.ts';
import type { Account } from '../../../shared/services/mysql/quoting.ts';
import { firstOfAll, markStatement } from '../../../shared/services/mysql/second-account.ts';
import type { Context } from '../context.ts';

/** Reads the entries of another account. Leaves out entries whose host is not the one that the policy names. */
export async function readSecond(
  { access, configured }: Context,
  account: string,
): Promise<readonly Entry[]> {
  const named = access.policy.host?.toLowerCase();
  const entries = await readEntries(configured, account);
  return entries.filter(({ host }) => named === undefined || host.toLowerCase() === named);
}

type Seconds = readonly [Account, ...Account[]];

/**
 * Throws StrangerInPlace if the other account, whose entries exist, is not shown to be this secret's. Marks the account
 * if only a stored value has shown it.
 */
export async function requireOwnSecond(context: Context, seconds: Seconds): Promise<void> {
  if ((await showOwnSecond(context, seconds)) === 'opened') await watermark(context, seconds);
}

type Shown = Awaited<ReturnType<typeof showOwn>>;

/**
 * Results of `showOwn` during one opening of the service. They save a second login if only a login shows whose account
 * it is.
 */
const shown = new WeakMap<Context['access'], ReadonlyMap<string, Shown>>();

/** Does the same check as `requireOwnSecond`, and changes nothing. */
export async function showOwnSecond(context: Context, seconds: Seconds): Promise<Shown> {
  const [{ user }] = seconds;
  const before = shown.get(context.access) ?? new Map<string, Shown>();
  const found = before.get(user) ?? (await show(context, seconds));
  shown.set(context.access, new Map([...before, [user, found]]));
  return found;
}

async function show(context: Context, seconds: Seconds): Promise<Shown> {
  const { access, acting, dialling, holding, configured } = context;
  const [{ user }] = seconds;
  return await showOwn(
    {
      access,
      holding,
      actor: acting.value.AccountName,
      firstOf: (name) => firstOfAll(configured, name, access.policy.host),
      opens: (value) => opens(value, { logIn: (one) => logIn(dialling, one), provesPassword }),
      fix: howToOwn(context, seconds),
    },
    user,
  );
}

function howToOwn({ access, configured }: Context, seconds: readonly Account[]): string {
  const statement = markStatement(configured.server, seconds, access.current.AccountName);
  const own = statement
    ? `If it belongs to the secret: ${statement}`
    : 'If nobody needs it, drop it: a rotation creates it again';
  return `${own}; or name another one in the tag rotation:second-account`;
}

/** Marks the second one of the two accounts. Their names show which one that is. */
async function watermark(
  { access, acting, entries, holding, configured }: Context,
  seconds: readonly Account[],
) {
  const { AccountName } = access.current;
  const { secondAccount } = access.policy;
  const second = seconds[0]?.user ?? AccountName;
  const statement = isSecond(second, AccountName, secondAccount)
    ? markStatement(configured.server, seconds, AccountName)
    : markStatement(configured.server, entries, second);
  if (statement && holding.marked === undefined) await acting.session.query(statement);
}
