import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { dirname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { systemClock } from '../../runtime/system-clock.ts';
import { type Ended, unhandled } from './ended.ts';
import type { FunctionConfig } from './function-config.ts';
import type { FunctionContext, Instance } from './instance.ts';
import { InstanceProcess } from './instance-process.ts';

/** Milliseconds within which the server must accept connections. Source: FC "Principles" of custom runtimes. */
const startLimit = 120_000;
const pause = 10;

interface Where {
  readonly config: FunctionConfig;
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly id: string;
}

/** An instance of a custom runtime: an HTTP server that receives each invocation as a request. */
export class CustomInstance implements Instance {
  readonly id: string;
  readonly #process: InstanceProcess;
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #started: Promise<boolean>;

  private constructor({ config, folder, variables, id }: Where, port: number) {
    this.id = id;
    this.#port = port;
    const { command = [], args = [] } = config.customRuntimeConfig ?? {};
    this.#process = new InstanceProcess({
      command: [...command, ...args],
      folder,
      memorySize: config.memorySize,
      variables: {
        ...variables,
        PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
        FC_SERVER_PORT: String(port),
        FC_CUSTOM_LISTEN_PORT: String(port),
      },
    });
    this.#started = this.#answersSoon();
  }

  /** Starts an instance on a port of its own. On the cloud each instance has an address of its own. */
  static async start(where: Where): Promise<CustomInstance> {
    return new CustomInstance(where, await unusedPort());
  }

  get gone(): boolean {
    return this.#process.gone;
  }

  get peakMemory(): number | undefined {
    return this.#process.peakMemory;
  }

  get ready(): Promise<void> {
    return this.#started.then(() => undefined);
  }

  onLine(listener: (line: string) => void): () => void {
    return this.#process.onLine(listener);
  }

  async invoke(event: Buffer, context: FunctionContext): Promise<Ended> {
    if (!(await this.#started)) return unhandled(await this.#notStarted());
    try {
      const { status, headers, body } = await this.#post('/invoke', event, context);
      // A response that does not report a failure is a success. Source: FC "Event handlers" of custom runtimes.
      const failed = status === 404 || headers['x-fc-status'] === '404';
      return failed ? { kind: 'failed', type: 'HandledInvocationError', body } : { kind: 'answered', body };
    } catch {
      this.end('Process closed the connection before completing request');
      return unhandled(await this.#process.ended);
    }
  }

  end(reason: string): void {
    this.#process.end(reason);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    await this.#process[Symbol.asyncDispose]();
  }

  async #answersSoon(): Promise<boolean> {
    const limit = AbortSignal.timeout(startLimit);
    while (!limit.aborted && !this.gone) {
      if (await isOpen(this.#port)) return true;
      await systemClock.sleep(pause, limit).catch(() => undefined);
    }
    return false;
  }

  async #notStarted(): Promise<string> {
    this.end('The instance was not started: its server takes no connection');
    return await this.#process.ended;
  }

  #post(path: string, body: Buffer, context: FunctionContext) {
    const { requestId, credentials, function: asked, region, accountId, service } = context;
    const headers = {
      'content-type': 'application/octet-stream',
      'content-length': body.length,
      'x-fc-control-path': path,
      'x-fc-request-id': requestId,
      ...(credentials && {
        'x-fc-access-key-id': credentials.accessKeyId,
        'x-fc-access-key-secret': credentials.accessKeySecret,
        'x-fc-security-token': credentials.securityToken,
      }),
      'x-fc-function-name': asked.name,
      'x-fc-function-handler': asked.handler,
      'x-fc-function-memory': String(asked.memory),
      'x-fc-function-timeout': String(asked.timeout),
      'x-fc-region': region,
      'x-fc-account-id': accountId,
      'x-fc-qualifier': service.qualifier,
      'x-fc-version-id': service.versionId,
    };
    return new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: this.#port,
        method: 'POST',
        path,
        headers,
        agent: this.#agent,
      };
      const asking = request(options, (answer) => {
        buffer(answer).then(
          (content) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: content }),
          reject,
        );
      });
      asking.once('error', reject);
      asking.end(body);
    });
  }
}

function unusedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port is free')),
      );
    });
  });
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const tell = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => tell(true)).once('error', () => tell(false));
  });
}
