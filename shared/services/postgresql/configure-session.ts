import type { Session } from './connector.ts';
import { requireOwnProcess } from './pool.ts';

/**
 * The statements that configure a session. Settings of a role or a database would change what our statements do: whose
 * names they find, and as whom they run. They also decide whether a commit is on disk before the store learns of it. So
 * these settings are undone first, in plain `set` statements, which no search path can divert.
 *
 * The rest limits every statement. It also ends a session whose owner is frozen or gone, since it would keep the lock.
 */
const settings = `
set search_path to pg_catalog, pg_temp;
set role none;
set default_transaction_isolation to 'read committed';
set default_transaction_read_only to off;
set default_transaction_deferrable to off;
set synchronous_commit to on;
set jit to off;
set plan_cache_mode to force_generic_plan;
set standard_conforming_strings to on;
set statement_timeout to '60s';
set lock_timeout to '2s';
set idle_in_transaction_session_timeout to '60s';
set tcp_keepalives_idle to 30;
set tcp_keepalives_interval to 10;
set tcp_keepalives_count to 3;
select set_config(name, '5min', false)
from pg_settings
where name = 'idle_session_timeout'
`;

/**
 * Configures a session that will act. Called once. A session that proves a credential stays as applications find it.
 * Throws StrategyUnavailable if a pool would leave the settings to others.
 */
export async function configureSession(session: Session): Promise<void> {
  await requireOwnProcess(session);
  await session.run(settings);
}
