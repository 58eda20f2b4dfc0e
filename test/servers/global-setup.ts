import type { TestProject } from 'vitest/node';
import { startAll, whySshdIsSkipped } from './all.ts';
import type { ServerAddress } from './server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    servers: readonly ServerAddress[];
    hasSshd: boolean;
  }
}

/** Starts one server of each engine for the whole run. In CI each of them must be there. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const all = await startAll();
  const withoutSshd = await whySshdIsSkipped();
  const skipped = [...all.skipped];
  if (withoutSshd !== undefined) skipped.push({ name: 'openssh', reason: withoutSshd });
  for (const { name, reason } of skipped) process.stdout.write(`skipped engine: ${name} (${reason})\n`);
  if (skipped.length > 0 && process.env.CI !== undefined) {
    await all[Symbol.asyncDispose]();
    throw new Error(`${skipped.length} engines were skipped, and CI may skip none`);
  }
  project.provide('servers', all.servers.map(addressOf));
  project.provide('hasSshd', withoutSshd === undefined);
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
