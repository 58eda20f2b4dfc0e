import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { signatureCheck } from '../webhook-example/check-signature.ts';

export const key = 'the-key-that-both-sides-hold-0123456789';

const Request = z.looseObject({
  Step: z.string(),
  SecretId: z.string(),
  VersionId: z.string(),
  Value: z.string().optional(),
  CurrentValue: z.string().optional(),
  PreviousValue: z.string().optional(),
  Fields: z.array(z.string()).optional(),
  SecretDataType: z.string().optional(),
});
export type Request = z.output<typeof Request>;

/** `lost`: the connection ends without an answer. */
export type Reply =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | object;
    }
  | 'lost'
  | ((socket: Socket) => void);

/** A webhook on loopback that checks every signature and answers as it is told. */
export class Receiver implements AsyncDisposable {
  readonly requests: Request[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  /** How the next requests are answered; 200 without a body where it says nothing. */
  answer: (request: Request, count: number) => Reply | undefined = () => undefined;
  unsigned = 0;
  readonly #server: ReturnType<typeof createHttpServer>;
  readonly #check = signatureCheck(key);
  readonly #scheme: string;

  private constructor(tls: { readonly cert: string; readonly key: string } | undefined) {
    const listener: Parameters<typeof createHttpServer>[1] = async (message, response) => {
      const body = await text(message);
      if (!this.#check(message.headers, message.url ?? '', body)) {
        this.unsigned += 1;
        response.writeHead(401).end();
        return;
      }
      const request = Request.parse(JSON.parse(body));
      this.requests.push(request);
      this.headers.push(message.headers);
      const reply = this.answer(request, this.requests.length) ?? {};
      if (reply === 'lost') return void message.socket.destroy();
      if (typeof reply === 'function') return reply(message.socket);
      const said = typeof reply.body === 'object' ? JSON.stringify(reply.body) : (reply.body ?? '');
      response.writeHead(reply.status ?? 200, reply.headers).end(said);
    };
    this.#scheme = tls ? 'https' : 'http';
    this.#server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
  }

  static async start(tls?: { readonly cert: string; readonly key: string }, port = 0): Promise<Receiver> {
    const receiver = new Receiver(tls);
    receiver.#server.listen(port, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}/rotate?tenant=1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
