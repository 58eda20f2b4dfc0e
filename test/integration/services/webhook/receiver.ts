import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { signatureCheck } from '../../webhook-example/check-signature.ts';
import { type Reply as Answered, LoopbackServer, send, type Tls } from './loopback-server.ts';

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
export type Reply = Answered | 'lost';

/** A webhook on loopback that checks every signature and answers as it is told. */
export class Receiver implements AsyncDisposable {
  readonly requests: Request[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  /** How the next requests are answered; 200 without a body where it says nothing. */
  answer: (request: Request, count: number) => Reply | undefined = () => undefined;
  unsigned = 0;
  readonly #server: LoopbackServer;
  #check: ReturnType<typeof signatureCheck> = () => false;

  private constructor(tls: Tls | undefined) {
    this.#server = new LoopbackServer(tls, async (message, response) => {
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
      if (reply === 'lost') message.socket.destroy();
      else send(response, reply);
    });
  }

  static async start(tls?: Tls, port = 0): Promise<Receiver> {
    const receiver = new Receiver(tls);
    await receiver.#server.listen(port);
    receiver.calledAs('127.0.0.1');
    return receiver;
  }

  /** Under another name than that of loopback. */
  calledAs(name: string): void {
    this.#check = signatureCheck(key, `${name}:${this.port}`);
  }

  get port(): number {
    return this.#server.port;
  }

  get url(): string {
    return `${this.#server.origin}/rotate?tenant=1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}
