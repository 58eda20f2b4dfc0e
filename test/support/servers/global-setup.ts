import type { TestProject } from 'vitest/node';
import { exhaustive } from '../stand/exhaustive.ts';
import { sample } from '../stand/sample.ts';
import { startAll, startNewest, whySshdIsSkipped } from './all.ts';
import { addressOf, type LentServers, lentServers } from './lent.ts';
import { needsServers } from './needed.ts';
import type { ServerAddress } from './server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    servers: readonly ServerAddress[];
    hasSshd: boolean;
  }
}

/**
 * Starts one server of each engine for the whole run, or of each version, where a test needs one. In CI each of them must
 * be there. Whoever runs the tests over and over may lend them servers.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // The files of a sample are not all known when the first of them are begun.
  const isNeeded = sample.seed !== undefined || project.vitest.state.getPaths().some(needsServers);
  if (!isNeeded) return undefined;
  const lent = process.env[lentServers];
  if (lent !== undefined) {
    const { servers, hasSshd }: LentServers = JSON.parse(lent);
    project.provide('servers', servers);
    project.provide('hasSshd', hasSshd);
    return undefined;
  }
  const all = await (exhaustive ? startAll() : startNewest());
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
