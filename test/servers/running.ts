import { inject } from 'vitest';
import type { Engine, ServerAddress } from './server.ts';

/** The servers of this run; an engine that could not be had is not among them. */
export function runningServers(): readonly ServerAddress[] {
  return inject('servers');
}

/** Those of the given engines, for a suite that says the same of each. */
export function engines(...wanted: readonly Engine[]): readonly ServerAddress[] {
  return runningServers().filter((server) => wanted.includes(server.engine));
}
