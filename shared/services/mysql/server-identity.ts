import type { ConfiguredSession } from './configure-session.ts';
import { verbatim } from './quoting.ts';

/** Returns the server's own identity, which does not depend on the name that reached it. It changes with a failover. */
export async function readIdentity({
  session,
  server,
}: Pick<ConfiguredSession, 'session' | 'server'>): Promise<string> {
  const own =
    server.engine === 'mysql' ? '@@global.server_uuid' : "concat_ws(':', @@hostname, @@port, @@server_id)";
  const [[identity] = []] = await session.query(verbatim(`select ${own}`));
  return identity ?? '';
}
