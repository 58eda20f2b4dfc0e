import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod';
import type { Address } from '../../support/sandbox/calls.ts';

const Said = z.object({
  endpoint: z.string(),
  regionId: z.string(),
  accessKeyId: z.string(),
  accessKeySecret: z.string(),
});

/** One file with the whole sandbox in it, as it is shipped. */
export async function bundleSandbox(directory: string): Promise<string> {
  const outfile = join(directory, 'sandbox.cjs');
  await build({
    entryPoints: [fileURLToPath(import.meta.resolve('./kept-sandbox.ts'))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  return outfile;
}

export interface SandboxProcess extends AsyncDisposable {
  readonly address: Address;
  /** The process has no chance to finish anything. */
  kill(): Promise<void>;
}

export async function startProcess(program: string, directory: string): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [program, directory], { stdio: ['pipe', 'pipe', 'inherit'] });
  const kill = () => killed(child);
  const exited = once(child, 'exit').then(() => undefined);
  for await (const line of createInterface(child.stdout))
    return { address: Said.parse(JSON.parse(line)), kill, [Symbol.asyncDispose]: kill };
  await exited;
  throw new Error('the sandbox ended before it was ready');
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
