import type { Compose } from '../../entry/composition.ts';
import { mannerOf, run } from './run.ts';
import { terminal } from './terminal.ts';

/** Runs the program. `run` returns its exit code. An uncaught error ends it with one line, like any failure. */
export async function main(types: readonly Compose[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosed);
  const giveUp = (error: unknown) => {
    process.exit(terminal(mannerOf(process.argv.slice(2)), process).fail(error));
  };
  process.on('uncaughtException', giveUp);
  process.on('unhandledRejection', giveUp);
  process.exitCode = await run(types);
}

/** Ignores a closed pipe: its reader has seen enough, but the command still finishes. */
function ignoreClosed(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
}
