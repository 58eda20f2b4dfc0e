import {
  AccountMissing,
  PolicyMalformed,
  RotationError,
  StrategyUnavailable,
} from '../../engine/rotation/errors.ts';
import type { Policy } from '../../engine/rotation/policy.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import type { ConfiguredSession } from './configure-session.ts';
import type { Row } from './connector.ts';
import { type Account, accountName, sql, verbatim } from './quoting.ts';
import { readingAccounts } from './rights/reading-accounts.ts';
import { isAtLeast, type Server } from './server-version.ts';

/** An entry of the account table. Its login method is unknown if only the names can be seen. */
export interface Entry extends Account {
  /** The plugin of the login. On MariaDB, all plugins that it may log in by, with other text between them. */
  readonly plugin: string | undefined;
  /** Further factors that a login needs, as MySQL lists them. */
  readonly factors?: string | undefined;
}

const passwordPlugins = new Set(['caching_sha2_password', 'sha256_password', 'mysql_native_password']);

/** Plugins that ask the operating system who logs in, or let nobody in. */
const withoutPassword = new Set(['auth_socket', 'unix_socket', 'named_pipe', 'gssapi', 'mysql_no_login']);

const onlyPlugin = `plugin, null
        from mysql.user`;
/** Columns from MySQL 8.0.14 on. Factors exist from 8.0.27 on. */
const withFactors = `plugin, cast(json_extract(user_attributes, '$.multi_factor_authentication[*].plugin') as char)
        from mysql.user`;
const allPlugins = `concat(json_value(priv, '$.plugin'), ' ', ifnull(json_extract(priv, '$.auth_or[*].plugin'), '')), null
        from mysql.global_priv`;

function pluginsOf(server: Server): string {
  if (isAtLeast(server, 'mariadb', 10, 4)) return allPlugins;
  return isAtLeast(server, 'mysql', 8, 0, 14) ? withFactors : onlyPlugin;
}

/** Reads every entry of a name. Throws PrivilegeMissing if the session cannot see them. */
export async function readEntries(configured: ConfiguredSession, user: string): Promise<readonly Entry[]> {
  try {
    return await listEntries(configured, user);
  } catch (error) {
    const cannotRead = error instanceof RotationError && error.code === 'privilege-missing';
    if (!cannotRead || !isAtLeast(configured.server, 'mysql', 8, 0, 21)) throw error;
    const rows = await configured.session.query(
      sql`
        select host, null
        from information_schema.user_attributes
        where user = ${user}
        order by host`,
    );
    return rows.map((row) => entryOf(user, row));
  }
}

/**
 * Lists every entry of a name from the account table. Throws PrivilegeMissing if the session cannot read it. Has no
 * fallback: the account attributes would show such a session only its own entry.
 */
export async function listEntries(
  { session, server, account }: ConfiguredSession,
  user: string,
): Promise<readonly Entry[]> {
  const rows = await session.query(
    sql`
      select host, ${verbatim(pluginsOf(server))}
      where user = ${user}
        and host <> ''
      order by host`,
    readingAccounts(account),
  );
  return rows.map((row) => entryOf(user, row));
}

function entryOf(user: string, [host, plugin, factors]: Row): Entry {
  return { user, host: host ?? '', plugin: plugin ?? undefined, factors: factors ?? undefined };
}

/** Returns the entries of a name that the policy rotates: all, or those of the host that it names. */
export async function entriesToRotate(
  configured: ConfiguredSession,
  user: string,
  secret: SecretId,
  policy: Policy,
  emergency = false,
): Promise<readonly Entry[]> {
  const entries = await readEntries(configured, user);
  if (entries.length === 0) throw new AccountMissing(user, secret);
  const { host } = policy;
  const isWanted = (entry: Entry) => host === undefined || entry.host.toLowerCase() === host.toLowerCase();
  const wanted = entries.filter(isWanted);
  for (const entry of wanted) requirePassword(entry, policy, emergency);
  if (wanted.length > 0) return wanted;
  const hosts = entries.map((entry) => entry.host).join(', ');
  throw new PolicyMalformed(secret, [`tag rotation:host names ${host}, but ${user} exists for ${hosts}`]);
}

/**
 * Throws StrategyUnavailable if an entry does not log in by a password alone. Setting a password would remove its other
 * login methods. An emergency does remove the methods that are alternatives to a password. A further factor stops an
 * emergency too, since no leaked password logs in without it.
 */
function requirePassword(
  { user, host, plugin = '', factors }: Entry,
  { strategy }: Policy,
  emergency: boolean,
): void {
  const isPassword = (name: string) => passwordPlugins.has(name);
  const names = namesIn(plugin);
  if (factors !== undefined)
    throw new StrategyUnavailable(
      strategy,
      `${user}@${host} needs a further login factor, ${factors}, which no version holds. If nobody needs it: alter user ${accountName({ user, host })} drop 2 factor`,
    );
  if (emergency ? names.some(isPassword) || names.length === 0 : names.every(isPassword)) return;
  throw new StrategyUnavailable(
    strategy,
    `${user}@${host} logs in with ${plugin}, and this product cannot set a password for it`,
  );
}

/**
 * Whether no password, not even a leaked one, opens the entry. An entry whose plugins cannot be seen may accept a
 * password.
 */
export function asksNoPassword({ plugin = '' }: Entry): boolean {
  const names = namesIn(plugin);
  return names.length > 0 && names.every((name) => withoutPassword.has(name));
}

function namesIn(plugins: string): readonly string[] {
  return plugins.match(/\w+/g) ?? [];
}
