import type { Compose } from '../../entry/composition.ts';
import { run } from './run.ts';
import { terminal } from './terminal.ts';

/** The program: what `run` answers is its exit code. What nobody has caught ends it with one line, as any failure does. */
export async function main(types: readonly Compose[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosed);
  const giveUp = (error: unknown) => {
    process.exit(terminal(process.argv.includes('--json'), process).fail(error));
  };
  process.on('uncaughtException', giveUp);
  process.on('unhandledRejection', giveUp);
  process.exitCode = await run(types);
}

/** Whoever reads has seen enough: what has begun is carried out all the same. */
function ignoreClosed(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
}
