import type { TestProject } from 'vitest/node';
import { startAll } from './all.ts';
import type { ServerAddress } from './server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    servers: readonly ServerAddress[];
  }
}

/** Starts one server of each engine for the whole run. In CI each of them must be there. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const all = await startAll();
  for (const { name, reason } of all.skipped) process.stdout.write(`skipped engine: ${name} (${reason})\n`);
  if (all.skipped.length > 0 && process.env.CI !== undefined) {
    await all[Symbol.asyncDispose]();
    throw new Error(`${all.skipped.length} engines were skipped, and CI may skip none`);
  }
  project.provide('servers', all.servers.map(addressOf));
  return async () => {
    await all[Symbol.asyncDispose]();
  };
}

/** Tests run in other processes, which can be told an address but not handed a server. */
function addressOf(server: ServerAddress): ServerAddress {
  const { engine, version, host, port, admin, certificateAuthority, certificateAuthorityFile, log, pid } =
    server;
  return { engine, version, host, port, admin, certificateAuthority, certificateAuthorityFile, log, pid };
}
