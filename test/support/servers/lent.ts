import type { ServerAddress } from './server.ts';

/** The variable by which somebody tells the tests of servers that run already, as JSON. */
export const lentServers = 'TEST_SERVERS';

export interface LentServers {
  readonly servers: readonly ServerAddress[];
  readonly hasSshd: boolean;
}

/** Tests run in other processes, which can be told an address but not handed a server. */
export function addressOf(server: ServerAddress): ServerAddress {
  const { engine, version, host, port, admin, certificateAuthority, certificateAuthorityFile, log, pid } =
    server;
  return { engine, version, host, port, admin, certificateAuthority, certificateAuthorityFile, log, pid };
}
