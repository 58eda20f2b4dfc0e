import { inject } from 'vitest';
import { exhaustive } from '../stand/exhaustive.ts';
import type { Engine, ServerAddress } from './server.ts';

/** The servers of this run, the newest of an engine last; an engine that could not be had is not among them. */
export function runningServers(): readonly ServerAddress[] {
  return inject('servers');
}

/** Those of the given engines, for a suite that says the same of each. */
export function engines(...wanted: readonly Engine[]): readonly ServerAddress[] {
  return wanted.flatMap((engine) => runningServers().filter((server) => server.engine === engine));
}

/** The same without MariaDB where not every case is tried: for what it is asked in the words that MySQL is asked in. */
export function families(...wanted: readonly Engine[]): readonly ServerAddress[] {
  return engines(...wanted.filter((engine) => exhaustive || engine !== 'mariadb'));
}
