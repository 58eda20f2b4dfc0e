import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import type { FunctionConfig } from './function-config.ts';

/** How an invocation ended: the bytes it answered, or the error it threw, or that it came to no end of its own. */
export type Ended =
  | { readonly kind: 'answered'; readonly body: Buffer }
  | { readonly kind: 'failed'; readonly type: 'HandledInvocationError'; readonly body: Buffer }
  | { readonly kind: 'failed'; readonly type: 'UnhandledInvocationError'; readonly body: Buffer };

/**
 * Calls a handler once, as the built-in runtime does: it hands over a Buffer, and takes a Buffer as it is, an object
 * as JSON and anything else as text. Whatever it needs comes on its input, where nobody else sees it.
 */
const runtime = `
const { readFileSync, writeSync } = require('node:fs');
const { bundle, method, event, context } = JSON.parse(readFileSync(0, 'utf8'));
const say = (answer) => writeSync(3, JSON.stringify(answer));
const bytes = (value) => Buffer.isBuffer(value) ? value
  : Buffer.from(typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? ''));
(async () => require(bundle)[method](Buffer.from(event, 'base64'), context))().then(
  (value) => { say({ answer: bytes(value).toString('base64') }); process.exit(0); },
  (error) => {
    const { name = 'Error', message = String(error), stack = '' } = error ?? {};
    say({ error: { errorMessage: message, errorType: name, stackTrace: stack.split('\\n').slice(1) } });
    process.exit(0);
  },
);`;

const Said = z.union([
  z.object({ answer: z.base64() }).transform(({ answer }) => Buffer.from(answer, 'base64')),
  z.object({ error: z.unknown() }),
]);

export interface Run {
  readonly config: FunctionConfig;
  /** Where its code is. */
  readonly folder: string;
  readonly event: Buffer;
  readonly context: object;
  readonly variables: Readonly<Record<string, string>>;
  /** Aborts when the sandbox closes. */
  readonly closing: AbortSignal;
  /** What the function prints. */
  readonly print: (line: string) => void;
}

/** One instance that lives for one invocation. Its timeout ends it as the platform does, in the middle of anything. */
export async function runProcess({
  config,
  folder,
  event,
  context,
  variables,
  closing,
  print,
}: Run): Promise<Ended> {
  const child = spawn(process.execPath, [`--max-old-space-size=${config.memorySize}`, '-e', runtime], {
    env: { ...variables },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    timeout: config.timeout * 1_000,
    killSignal: 'SIGKILL',
    signal: closing,
  });
  // Source: FC "Request handlers": the file and what it exports.
  const [file = '', method = ''] = config.handler.split('.');
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('error', () => undefined);
    child.once('close', (_, signal) => resolve(signal));
  });
  const [, out, err, answers] = child.stdio;
  // Whoever is killed before it has read its input closes it.
  child.stdin?.once('error', () => undefined);
  child.stdin?.end(
    JSON.stringify({
      bundle: join(folder, `${file}.js`),
      method,
      event: event.toString('base64'),
      context,
    }),
  );
  const [said, printed, complained, signal] = await Promise.all([
    collected(answers),
    collected(out),
    collected(err),
    ended,
  ]);
  for (const line of `${printed}${complained}`.split('\n').filter((one) => one !== '')) print(line);
  return understood(said, signal, config);
}

/** Cut off, a stream has said what it has said. */
async function collected(stream: unknown): Promise<string> {
  if (!isReadable(stream)) return '';
  return text(stream).catch(() => '');
}

function isReadable(stream: unknown): stream is NodeJS.ReadableStream {
  return typeof stream === 'object' && stream !== null && 'read' in stream;
}

function understood(said: string, signal: NodeJS.Signals | null, { timeout }: FunctionConfig): Ended {
  if (said === '') {
    const why =
      signal === 'SIGKILL' ? `Function timed out after ${timeout} seconds` : 'Process exited unexpectedly';
    const body = Buffer.from(JSON.stringify({ errorMessage: why }));
    return { kind: 'failed', type: 'UnhandledInvocationError', body };
  }
  const parsed = Said.parse(JSON.parse(said));
  if (Buffer.isBuffer(parsed)) return { kind: 'answered', body: parsed };
  return { kind: 'failed', type: 'HandledInvocationError', body: Buffer.from(JSON.stringify(parsed.error)) };
}
