import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Call {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A function answers on the bare connection. */
export type Reply =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | object;
    }
  | ((socket: Socket) => void);

/** A receiver of messages on loopback that keeps all that came, and answers as it is told. */
export class Robot implements AsyncDisposable {
  readonly calls: Call[] = [];
  answer: (call: Call, count: number) => Reply = () => ({});
  readonly #server: ReturnType<typeof createHttpServer>;
  readonly #scheme: string;

  private constructor(tls: { readonly cert: string; readonly key: string } | undefined) {
    const listener: Parameters<typeof createHttpServer>[1] = async (message, response) => {
      const url = new URL(message.url ?? '/', this.url);
      const call = { url, headers: message.headers, body: await text(message) };
      this.calls.push(call);
      const reply = this.answer(call, this.calls.length);
      if (typeof reply === 'function') return reply(message.socket);
      const said = typeof reply.body === 'object' ? JSON.stringify(reply.body) : (reply.body ?? '');
      response.writeHead(reply.status ?? 200, reply.headers).end(said);
    };
    this.#scheme = tls ? 'https' : 'http';
    this.#server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
  }

  static async start(tls?: { readonly cert: string; readonly key: string }, port = 0): Promise<Robot> {
    const robot = new Robot(tls);
    robot.#server.listen(port, '127.0.0.1');
    await once(robot.#server, 'listening');
    return robot;
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
