import { opens } from '../../../shared/services/database/acting.ts';
import { showOwn } from '../../../shared/services/database/own-account.ts';
import { logIn } from '../../../shared/services/postgresql/connector.ts';
import type { Names } from '../../../shared/services/postgresql/pair.ts';
import { holdingOf, markSecond, markStatement } from '../../../shared/services/postgresql/second-account.ts';
import type { Context } from '../context.ts';

/** Throws StrangerInPlace if another role, which exists, is not shown to be this secret's. */
export async function requireOwnRole(context: Context, account: string): Promise<'marked' | 'opened'> {
  const { access, acting, dialling, holding } = context;
  const { AccountName, DBName } = access.current;
  return await showOwn(
    {
      access,
      holding,
      actor: acting.session.principal,
      firstOf: async (name) => (await holdingOf(acting.session, name)).marked,
      opens: (value) =>
        opens(value, {
          logIn: (one) => logIn(dialling, { ...one, DBName }),
          provesPassword: () => false,
        }),
      fix: `If it belongs to the secret: ${markStatement(account, AccountName)}; or name another one in the tag rotation:second-account`,
    },
    account,
  );
}

/** Marks the second login, so that it is known to be this secret's once its password is gone. */
export async function markOpened({ acting, holding }: Context, { first, second }: Names): Promise<void> {
  if (holding.marked === undefined) await markSecond(acting.session, second, first);
}
