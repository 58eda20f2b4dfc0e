import { isSecond } from '../../shared/credentials/turn.ts';
import { opens } from '../../shared/databases/acting.ts';
import { showOwn } from '../../shared/databases/own-account.ts';
import { logIn } from '../../shared/databases/postgresql/connector.ts';
import { holdingOf, markSecond, markStatement } from '../../shared/databases/postgresql/second-account.ts';
import type { Opened } from './opened.ts';

/** Throws StrangerInPlace where another role, which is there, is not shown to be this secret's. */
export async function requireOwnRole(opened: Opened, account: string): Promise<'marked' | 'opened'> {
  const { access, acting, dialling, holding } = opened;
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
      fix: `If it is meant to be: ${markStatement(account, AccountName)}; or name another one in the tag rotation:second-account`,
    },
    account,
  );
}

/** So that it is known for this secret's once its password is gone. Which of the two is the second one, the name tells. */
export async function markOpened({ access, acting, holding }: Opened, account: string): Promise<void> {
  const { AccountName } = access.current;
  if (holding.marked !== undefined) return;
  if (isSecond(account, AccountName, access.policy.secondAccount))
    await markSecond(acting.session, account, AccountName);
  else await markSecond(acting.session, AccountName, account);
}
