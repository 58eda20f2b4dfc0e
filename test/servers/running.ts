import { inject } from 'vitest';
import { exhaustive } from '../stand/exhaustive.ts';
import type { Engine, ServerAddress } from './server.ts';

/** The servers of this run; an engine that could not be had is not among them. */
export function runningServers(): readonly ServerAddress[] {
  return inject('servers');
}

/** Those of the given engines, for a suite that says the same of each: the oldest and the newest of each, or all. */
export function engines(...wanted: readonly Engine[]): readonly ServerAddress[] {
  return wanted.flatMap((engine) => {
    const all = runningServers().filter((server) => server.engine === engine);
    return all.filter((_, index) => exhaustive || index === 0 || index === all.length - 1);
  });
}
