import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { LoopbackServer, type Reply, send, type Tls } from '../services/webhook/loopback-server.ts';

export interface Call {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of messages on loopback that keeps all that came, and answers as it is told. */
export class Robot implements AsyncDisposable {
  readonly calls: Call[] = [];
  answer: (call: Call, count: number) => Reply = () => ({});
  readonly #server: LoopbackServer;

  private constructor(tls: Tls | undefined) {
    this.#server = new LoopbackServer(tls, async (message, response) => {
      const url = new URL(message.url ?? '/', this.url);
      const call = { url, headers: message.headers, body: await text(message) };
      this.calls.push(call);
      send(response, this.answer(call, this.calls.length));
    });
  }

  static async start(tls?: Tls, port = 0): Promise<Robot> {
    const robot = new Robot(tls);
    await robot.#server.listen(port);
    return robot;
  }

  get port(): number {
    return this.#server.port;
  }

  get url(): string {
    return this.#server.origin;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}
