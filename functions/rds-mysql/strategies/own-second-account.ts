import { isSecond } from '../../../shared/engine/credentials/turn.ts';
import { opens } from '../../../shared/services/database/acting.ts';
import { showOwn } from '../../../shared/services/database/own-account.ts';
import { logIn } from '../../../shared/services/mysql/connector.ts';
import { type Entry, readEntries } from '../../../shared/services/mysql/entries.ts';
import { provesPassword } from '../../../shared/services/mysql/errors.ts';
import type { Account } from '../../../shared/services/mysql/quoting.ts';
import { firstOfAll, markStatement } from '../../../shared/services/mysql/second-account.ts';
import type { Opened } from '../context.ts';

/** The entries of another account. The same name from another host than the policy names is none of them. */
export async function readTwins({ access, settled }: Opened, account: string): Promise<readonly Entry[]> {
  const named = access.policy.host?.toLowerCase();
  const entries = await readEntries(settled, account);
  return entries.filter(({ host }) => named === undefined || host.toLowerCase() === named);
}

type Twins = readonly [Account, ...Account[]];

/** Throws StrangerInPlace where the other account, whose entries are there, is not shown to be this secret's. */
export async function requireOwnTwin(opened: Opened, twins: Twins): Promise<void> {
  if ((await showOwnTwin(opened, twins)) === 'opened') await mark(opened, twins);
}

type Shown = Awaited<ReturnType<typeof showOwn>>;

/** What was shown in one opening of the service stays shown: where only a login shows it, another one is saved. */
const shown = new WeakMap<Opened['access'], ReadonlyMap<string, Shown>>();

/** The same, and changes nothing. */
export async function showOwnTwin(opened: Opened, twins: Twins): Promise<Shown> {
  const [{ user }] = twins;
  const before = shown.get(opened.access) ?? new Map<string, Shown>();
  const found = before.get(user) ?? (await show(opened, twins));
  shown.set(opened.access, new Map([...before, [user, found]]));
  return found;
}

async function show(opened: Opened, twins: Twins): Promise<Shown> {
  const { access, acting, dialling, holding, settled } = opened;
  const [{ user }] = twins;
  return await showOwn(
    {
      access,
      holding,
      actor: acting.value.AccountName,
      firstOf: (name) => firstOfAll(settled, name, access.policy.host),
      opens: (value) => opens(value, { logIn: (one) => logIn(dialling, one), provesPassword }),
      fix: howToOwn(opened, twins),
    },
    user,
  );
}

function howToOwn({ access, settled }: Opened, twins: readonly Account[]): string {
  const statement = markStatement(settled.server, twins, access.current.AccountName);
  const own = statement
    ? `If it is meant to be: ${statement}`
    : 'Where nobody needs it, drop it: it is made anew';
  return `${own}; or name another one in the tag rotation:second-account`;
}

/** Which of the two is the second one, the name tells; the mark goes on that. */
async function mark({ access, acting, entries, holding, settled }: Opened, twins: readonly Account[]) {
  const { AccountName } = access.current;
  const { secondAccount } = access.policy;
  const twin = twins[0]?.user ?? AccountName;
  const statement = isSecond(twin, AccountName, secondAccount)
    ? markStatement(settled.server, twins, AccountName)
    : markStatement(settled.server, entries, twin);
  if (statement && holding.marked === undefined) await acting.session.query(statement);
}
