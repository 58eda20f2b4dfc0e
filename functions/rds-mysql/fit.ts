import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import type { Entry } from '../../shared/databases/mysql/entries.ts';
import { accountName } from '../../shared/databases/mysql/quoting.ts';
import { readAuthority } from '../../shared/databases/mysql/rights/authority.ts';
import { protectedFrom } from '../../shared/databases/mysql/rights/obstacles.ts';
import { type Rights, readRights } from '../../shared/databases/mysql/rights/read-rights.ts';
import { Barred, PrivilegeMissing, type RotationError } from '../../shared/rotation/errors.ts';
import type { Opened } from './opened.ts';

/**
 * Why a new password would let nobody in, or may not be set, as the admin sees it: where the current value is refused,
 * no login tells. Of several entries of the account, one has to do.
 */
export async function findUnfit(opened: Opened, next: DatabaseSecret): Promise<readonly RotationError[]> {
  const { acting, settled, access } = opened;
  if (acting.as !== 'admin' || access.emergency) return [];
  const isOwn = next.AccountName === access.current.AccountName;
  const all = await readSources(opened);
  const errors: RotationError[] = [];
  const barred = all.map(({ entry, rights }) => barrier(opened, accountName(entry), rights, isOwn));
  const [first] = barred;
  if (first && barred.every(Boolean)) errors.push(first);
  if (!isOwn) return errors;
  const authority = await readAuthority(settled);
  for (const { entry, rights } of all)
    for (const { what, fix } of protectedFrom(settled, authority, rights, entry))
      errors.push(new PrivilegeMissing(acting.session.principal, what, fix));
  return errors;
}

interface Source {
  readonly entry: Entry;
  readonly rights: Rights;
}

/** Nothing where the admin may set passwords, and not read how accounts log in. */
export async function readSources({ settled, entries }: Opened): Promise<readonly Source[]> {
  const all: Source[] = [];
  try {
    for (const entry of entries) all.push({ entry, rights: await readRights(settled, entry) });
    return all;
  } catch (error) {
    if (error instanceof PrivilegeMissing) return [];
    throw error;
  }
}

/** The lock of one account of two stays its own. */
function barrier(
  { access }: Opened,
  account: string,
  { attributes }: Rights,
  isOwn: boolean,
): Barred | undefined {
  const { clauses } = attributes;
  const service = `the server of ${access.secret}`;
  if (!/^REQUIRE (NONE|SSL)\b/.test(clauses))
    return new Barred(
      account,
      service,
      'it wants a certificate of the client, or a cipher, which this product has none of',
      `alter user ${account} require ssl`,
    );
  if (isOwn && clauses.endsWith('ACCOUNT LOCK'))
    return new Barred(account, service, 'it is locked', `alter user ${account} account unlock`);
  return undefined;
}
