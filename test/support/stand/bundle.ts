import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runVariables } from '../temporary/run-variables.ts';
import type { Cloud } from './cloud.ts';
import { Answer, type Ended, type Invocation, type InvokeOptions } from './invocation.ts';
import { platformContext } from './platform-context.ts';

const dist = join(import.meta.dirname, '../../../dist');

/** Loads a bundle as Function Compute's built-in runtime does, and calls its handler once. */
const runtime = `
const { inspect } = require('node:util');
const [bundle, event, context, skew] = process.argv.slice(1);
const real = Date;
if (skew !== '0')
  globalThis.Date = class extends real {
    static now() { return real.now() + Number(skew); }
    constructor(...given) { super(...(given.length > 0 ? given : [real.now() + Number(skew)])); }
  };
const { handler } = require(bundle);
const startedAt = performance.now();
const answer = (text) =>
  process.stdout.write('\\nANSWER ' + JSON.stringify({ ...text, took: performance.now() - startedAt }));
handler(Buffer.from(event), JSON.parse(context)).then(
  (result) => answer({ result }),
  (error) => {
    process.stderr.write(inspect(error, { depth: 10, showHidden: true }) + error.stack);
    answer({ failure: { name: error.name, code: error.code, aftermath: error.aftermath, message: error.message } });
  },
);`;

/** One invocation of a built function, in a process of its own, under the role of its template. */
export async function invoke(
  cloud: Cloud,
  name: string,
  event: unknown,
  { timeout = 600, killed, started, skew = 0 }: InvokeOptions = {},
): Promise<Invocation> {
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  const { context, variables } = await platformContext(cloud, name, text, timeout);
  const ended = await run(
    ['-e', runtime, join(dist, name, 'index.js'), text, JSON.stringify(context), String(skew)],
    variables,
    killed,
    started,
  );
  const [, answer = '{}'] = ended.exitCode === null ? [] : ended.stdout.split('\nANSWER ');
  return { ...ended, ...Answer.parse(JSON.parse(answer)) };
}

/** One command of the operator's tool, in a process of its own. */
export function rotator(cloud: Cloud, ...argv: readonly string[]): Promise<Ended> {
  return run([join(dist, 'rotator.js'), ...argv], cloud.variables);
}

function run(
  argv: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
  killed?: AbortSignal,
  started: (pid: number) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, {
      env: { ...runVariables(), ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      killSignal: 'SIGKILL',
      ...(killed === undefined ? {} : { signal: killed }),
    });
    if (child.pid !== undefined) started(child.pid);
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (said.stdout += chunk));
    child.stderr.on('data', (chunk) => (said.stderr += chunk));
    // A child that was killed says so twice; how it ended is told once it has.
    child.on('error', (error) => killed?.aborted || reject(error));
    child.on('close', (exitCode) => resolve({ exitCode, ...said }));
  });
}
