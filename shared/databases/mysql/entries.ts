import {
  AccountMissing,
  PolicyMalformed,
  RotationError,
  StrategyUnavailable,
} from '../../rotation/errors.ts';
import type { Policy } from '../../rotation/policy.ts';
import type { SecretId } from '../../rotation/store.ts';
import type { Row } from './connector.ts';
import { type Account, sql, verbatim } from './quoting.ts';
import { readingAccounts } from './rights/reading-accounts.ts';
import { isAtLeast } from './server-version.ts';
import type { Settled } from './settle.ts';

/** An entry of the account table. How it logs in is unknown where only the names can be seen. */
export interface Entry extends Account {
  /** On MariaDB all that it may log in by, with other text between them. */
  readonly plugin: string | undefined;
}

const passwordPlugins = new Set(['caching_sha2_password', 'sha256_password', 'mysql_native_password']);

const onlyPlugin = `plugin
        from mysql.user`;
const allPlugins = `concat(json_value(priv, '$.plugin'), ' ', ifnull(json_extract(priv, '$.auth_or[*].plugin'), ''))
        from mysql.global_priv`;

/** Every entry of a name. Throws PrivilegeMissing where the session cannot see them. */
export async function readEntries(
  { session, server, account }: Settled,
  user: string,
): Promise<readonly Entry[]> {
  const entry = ([host, plugin]: Row): Entry => ({ user, host: host ?? '', plugin: plugin ?? undefined });
  const needs = readingAccounts(account);
  try {
    const rows = await session.query(
      sql`
        select host, ${verbatim(isAtLeast(server, 'mariadb', 10, 4) ? allPlugins : onlyPlugin)}
        where user = ${user}
          and host <> ''
        order by host`,
      needs,
    );
    return rows.map(entry);
  } catch (error) {
    const cannotRead = error instanceof RotationError && error.code === 'privilege-missing';
    if (!cannotRead || !isAtLeast(server, 'mysql', 8, 0, 21)) throw error;
    const rows = await session.query(
      sql`
        select host, null
        from information_schema.user_attributes
        where user = ${user}
        order by host`,
    );
    return rows.map(entry);
  }
}

/** The entries of a name that its policy wants rotated: all, or those of the host it names. */
export async function entriesToRotate(
  settled: Settled,
  user: string,
  secret: SecretId,
  policy: Policy,
): Promise<readonly Entry[]> {
  const entries = await readEntries(settled, user);
  if (entries.length === 0) throw new AccountMissing(user, secret);
  const { host } = policy;
  const isWanted = (entry: Entry) => host === undefined || entry.host.toLowerCase() === host.toLowerCase();
  const wanted = entries.filter(isWanted);
  for (const entry of wanted) requirePassword(entry, policy);
  if (wanted.length > 0) return wanted;
  const hosts = entries.map((entry) => entry.host).join(', ');
  throw new PolicyMalformed(secret, [`tag rotation:host names ${host}, but ${user} is known from ${hosts}`]);
}

/** To give a password to an account that logs in by other means would take those means away. */
function requirePassword({ user, host, plugin = '' }: Entry, { strategy }: Policy): void {
  if ((plugin.match(/\w+/g) ?? []).every((name) => passwordPlugins.has(name))) return;
  throw new StrategyUnavailable(
    strategy,
    `${user}@${host} logs in by ${plugin}, which is no password this product can set`,
  );
}
