import type { ConfiguredSession } from './configure-session.ts';
import { verbatim } from './quoting.ts';

/** What the server says it is, by whatever name it was reached; another one after a failover. */
export async function readIdentity({
  session,
  server,
}: Pick<ConfiguredSession, 'session' | 'server'>): Promise<string> {
  const own =
    server.engine === 'mysql' ? '@@global.server_uuid' : "concat_ws(':', @@hostname, @@port, @@server_id)";
  const [[identity] = []] = await session.query(verbatim(`select ${own}`));
  return identity ?? '';
}
