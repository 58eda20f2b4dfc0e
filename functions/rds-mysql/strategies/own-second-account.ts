import { isSecond } from '../../../shared/engine/credentials/turn.ts';
import { opens } from '../../../shared/services/database/acting.ts';
import { showOwn } from '../../../shared/services/database/own-account.ts';
import { logIn } from '../../../shared/services/mysql/connector.ts';
import { type Entry, readEntries } from '../../../shared/services/mysql/entries.ts';
import { provesPassword } from '../../../shared/services/mysql/errors.ts';
import type { Account } from '../../../shared/services/mysql/quoting.ts';
import { firstOfAll, markStatement } from '../../../shared/services/mysql/second-account.ts';
import type { Context } from '../context.ts';

/** The entries of another account. The same name from another host than the policy names is none of them. */
export async function readSecond(
  { access, configured }: Context,
  account: string,
): Promise<readonly Entry[]> {
  const named = access.policy.host?.toLowerCase();
  const entries = await readEntries(configured, account);
  return entries.filter(({ host }) => named === undefined || host.toLowerCase() === named);
}

type Seconds = readonly [Account, ...Account[]];

/** Throws StrangerInPlace where the other account, whose entries are there, is not shown to be this secret's. */
export async function requireOwnSecond(context: Context, seconds: Seconds): Promise<void> {
  if ((await showOwnSecond(context, seconds)) === 'opened') await watermark(context, seconds);
}

type Shown = Awaited<ReturnType<typeof showOwn>>;

/** What was shown in one opening of the service stays shown: where only a login shows it, another one is saved. */
const shown = new WeakMap<Context['access'], ReadonlyMap<string, Shown>>();

/** The same, and changes nothing. */
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
    ? `If it is meant to be: ${statement}`
    : 'Where nobody needs it, drop it: it is made anew';
  return `${own}; or name another one in the tag rotation:second-account`;
}

/** Which of the two is the second one, the name tells; the mark goes on that. */
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
