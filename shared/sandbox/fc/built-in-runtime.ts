import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import * as z from 'zod';
import { type Ended, unhandled } from './ended.ts';
import type { FunctionConfig } from './function-config.ts';
import type { FunctionContext, Instance } from './instance.ts';
import { InstanceProcess } from './instance-process.ts';

/**
 * A program that calls a handler with a Buffer, as the built-in runtime does. It returns a Buffer as it is, an object
 * as JSON and anything else as text. Events and contexts arrive on its standard input, where nobody else sees them.
 */
const runtime = `
const { Socket } = require('node:net');
const [bundle, method] = process.argv.slice(1);
const answers = new Socket({ fd: 3, readable: false, writable: true });
const say = (answer) => answers.write(JSON.stringify(answer) + '\\n');
const bytes = (value) => Buffer.isBuffer(value) ? value
  : Buffer.from(typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? ''));
let load = () => require(bundle);
try {
  load();
} catch (error) {
  load = () => { throw error; };
}
say({ ready: true });
require('node:readline').createInterface(process.stdin).on('line', async (line) => {
  const { event, context } = JSON.parse(line);
  const { requestId } = context;
  process.stdout.write('FC Invoke Start RequestId: ' + requestId + '\\n');
  let answer;
  try {
    const value = await load()[method](Buffer.from(event, 'base64'), context);
    answer = { requestId, answer: bytes(value).toString('base64') };
  } catch (error) {
    const { name = 'Error', message = String(error), stack = '' } = error ?? {};
    const stackTrace = stack.split('\\n').slice(1);
    answer = { requestId, error: { errorMessage: message, errorType: name, stackTrace } };
  }
  process.stdout.write('FC Invoke End RequestId: ' + requestId + '\\n');
  say(answer);
});`;

const Ready = z.object({ ready: z.literal(true) });

const Said = z.union([
  z
    .object({ requestId: z.string(), answer: z.base64() })
    .transform(({ requestId, answer }): [string, Ended] => [
      requestId,
      { kind: 'answered', body: Buffer.from(answer, 'base64') },
    ]),
  z
    .object({ requestId: z.string(), error: z.unknown() })
    .transform(({ requestId, error }): [string, Ended] => [
      requestId,
      { kind: 'failed', type: 'HandledInvocationError', body: Buffer.from(JSON.stringify(error)) },
    ]),
]);

interface Where {
  readonly config: FunctionConfig;
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly id: string;
}

/** An instance of the runtimes `nodejs18` and `nodejs20`. It uses the Node.js version that runs the sandbox. */
export class BuiltInInstance implements Instance {
  readonly id: string;
  readonly ready: Promise<void>;
  readonly #process: InstanceProcess;
  #loaded = () => {};
  readonly #waiting = new Map<string, (ended: Ended) => void>();

  constructor({ config, folder, variables, id }: Where) {
    this.id = id;
    const { handler, memorySize } = config;
    // A handler names a file and one of its exports. Source: FC "Request handlers".
    const [, file = '', method = ''] = /^(.+)\.([^.]+)$/.exec(handler) ?? [];
    const command = [
      process.execPath,
      `--max-old-space-size=${memorySize}`,
      '-e',
      runtime,
      join(folder, `${file}.js`),
      method,
    ];
    this.#process = new InstanceProcess({ command, folder, variables, memorySize });
    const [, , , answers] = this.#process.child.stdio;
    if (isReadable(answers)) createInterface(answers).on('line', (line) => this.#hear(line));
    this.ready = new Promise((resolve) => {
      this.#loaded = resolve;
    });
    this.#process.ended.then((reason) => {
      this.#loaded();
      for (const tell of this.#waiting.values()) tell(unhandled(reason));
    });
  }

  get gone(): boolean {
    return this.#process.gone;
  }

  get peakMemory(): number | undefined {
    return this.#process.peakMemory;
  }

  onLine(listener: (line: string) => void): () => void {
    return this.#process.onLine(listener);
  }

  async invoke(event: Buffer, context: FunctionContext): Promise<Ended> {
    const { requestId } = context;
    if (this.gone) return unhandled(await this.#process.ended);
    const ended = new Promise<Ended>((resolve) => this.#waiting.set(requestId, resolve));
    const asked = JSON.stringify({ event: event.toString('base64'), context });
    this.#process.child.stdin?.write(`${asked}\n`);
    return ended.finally(() => this.#waiting.delete(requestId));
  }

  end(reason: string): void {
    this.#process.end(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }

  #hear(line: string): void {
    const message: unknown = JSON.parse(line);
    if (Ready.safeParse(message).success) {
      this.#loaded();
      return;
    }
    const [requestId, ended] = Said.parse(message);
    this.#waiting.get(requestId)?.(ended);
  }
}

function isReadable(stream: unknown): stream is Readable {
  return typeof stream === 'object' && stream !== null && 'read' in stream;
}
