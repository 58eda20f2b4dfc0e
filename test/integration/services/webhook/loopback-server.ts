import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';

/** A function answers on the bare connection. */
export type Reply =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | object;
    }
  | ((socket: Socket) => void);

/** PEM texts. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

export function send(response: ServerResponse, reply: Reply): void {
  if (typeof reply === 'function') {
    const { socket } = response;
    if (socket) reply(socket);
    return;
  }
  const said = typeof reply.body === 'object' ? JSON.stringify(reply.body) : (reply.body ?? '');
  response.writeHead(reply.status ?? 200, reply.headers).end(said);
}

/** Listens on loopback, and ends every connection when it is disposed of. */
export class LoopbackServer implements AsyncDisposable {
  readonly #server: ReturnType<typeof createHttpServer>;
  readonly #scheme: string;

  constructor(
    tls: Tls | undefined,
    listener: (message: IncomingMessage, response: ServerResponse) => Promise<void>,
  ) {
    this.#scheme = tls ? 'https' : 'http';
    this.#server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
  }

  /** 0: any free port. */
  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  get origin(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
