import { inject } from 'vitest';
import type { Engine, ServerAddress } from './server.ts';

/** The servers of this run, the newest of an engine last; an engine that could not be had is not among them. */
export function runningServers(): readonly ServerAddress[] {
  return inject('servers');
}

/** Those of the given engines, for a suite that says the same of each. */
export function engines(...wanted: readonly Engine[]): readonly ServerAddress[] {
  return wanted.flatMap((engine) => runningServers().filter((server) => server.engine === engine));
}
