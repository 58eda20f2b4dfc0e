import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** As many as a small machine is shared by on a bad day. */
const count = 8;
/** Each ends by itself in the end, also where nobody is left to end it. */
const hours = 2;

const busy = `const end = Date.now() + ${hours * 3_600_000}; while (Date.now() < end);`;

/** Runs a command beside busy processes, which end with it, and ends as it does. */
async function runBeside([program, ...words]: readonly string[]): Promise<number> {
  if (program === undefined) throw new Error('name a command, such as: npm run load -- npm test');
  const load: ChildProcess[] = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', busy], { stdio: 'ignore' }),
  );
  try {
    const [code] = await once(spawn(program, words, { stdio: 'inherit' }), 'exit');
    return code ?? 1;
  } finally {
    for (const one of load) one.kill('SIGKILL');
  }
}

process.exitCode = await runBeside(process.argv.slice(2));
