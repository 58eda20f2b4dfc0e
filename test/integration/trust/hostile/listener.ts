import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { serverCertificates } from '../../../support/servers/certificates.ts';
import { listen } from '../../../support/servers/unused-port.ts';

/** What a hostile server does with one client. */
export type Behaviour = (line: Line) => Promise<void>;

/** The client has gone, so that there is nobody left to behave to. */
class Gone extends Error {}

/** One client of a hostile server, and every byte it said: outside TLS as it came, inside as it reads. */
export class Line {
  #socket: Socket;
  readonly #heard: Buffer[] = [];
  #said = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => {});
  }

  get heard(): Buffer {
    return Buffer.concat(this.#heard);
  }

  get said(): number {
    return this.#said;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  /** What a server of another library speaks through: it would end the process where its client is cut off early. */
  apart(): Duplex {
    const [near, far] = duplexPair();
    const raw = this.#socket;
    raw.on('data', (bytes: Buffer) => near.write(bytes)).on('close', () => near.destroy());
    near.pipe(raw);
    for (const end of [near, far]) end.on('error', () => {});
    raw.on('close', () => far.destroy());
    return far;
  }

  /** Keeps a text that was heard where its bytes cannot be read. */
  note(heard: string): void {
    this.#heard.push(Buffer.from(heard));
  }

  /** The next so many bytes. */
  async hear(count: number): Promise<Buffer> {
    if (count === 0) return Buffer.alloc(0);
    for (;;) {
      const bytes: Buffer | null = this.#socket.read(count);
      if (bytes !== null) this.#heard.push(bytes);
      if (bytes?.length === count) return bytes;
      if (this.#socket.destroyed || this.#socket.readableEnded) throw new Gone();
      await this.#until('readable', 'end', 'close');
    }
  }

  /** Says it, as soon as the client has room for it. */
  async say(...parts: readonly Buffer[]): Promise<void> {
    const bytes = Buffer.concat(parts);
    if (!this.#socket.writable) throw new Gone();
    this.#said += bytes.length;
    if (!this.#socket.write(bytes)) await this.#until('drain', 'close');
  }

  /** Says the same until the client has gone. */
  async sayEndlessly(bytes: Buffer): Promise<never> {
    const many = Buffer.concat(Array(Math.max(Math.ceil(65_536 / bytes.length), 1)).fill(bytes));
    for (;;) await this.say(many);
  }

  /** Says one after the other, each with its number, until the client has gone. */
  async sayInTurn(numbered: (number: number) => Buffer, first: number): Promise<never> {
    for (let next = first; ; next += 2_560)
      await this.say(...Array.from({ length: 2_560 }, (_, index) => numbered((next + index) % 256)));
  }

  /** Says it byte by byte, with a pause after each, until the client has gone. */
  async drip(bytes: Buffer, pause: number): Promise<never> {
    for (let at = 0; ; at = (at + 1) % bytes.length) {
      await this.say(bytes.subarray(at, at + 1));
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** Speaks TLS from here on, with a certificate that is valid: its owner runs the server. */
  async secure({ certificate, key } = own): Promise<void> {
    const secured = new TLSSocket(this.#socket, { isServer: true, cert: await certificate, key: await key });
    secured.on('error', () => {});
    const raw = this.#socket;
    raw.once('close', () => secured.destroy());
    this.#socket = secured;
    await this.#until('secure', 'close');
    if (secured.destroyed) throw new Gone();
  }

  /** Listens, and says no more, until the client has gone. */
  async listen(): Promise<void> {
    // Copies: a library that reads them too may decipher them where they are.
    this.#socket.prependListener('data', (bytes: Buffer) => this.#heard.push(Buffer.from(bytes)));
    this.#socket.resume();
    if (!this.#socket.closed) await this.#until('close');
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #until(...events: readonly string[]): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        for (const event of events) this.#socket.off(event, done);
        resolve();
      };
      for (const event of events) this.#socket.on(event, done);
    });
  }
}

const own = certificatesOf(serverCertificates());

/** The texts of a certificate and its key. */
export function certificatesOf(files: ReturnType<typeof serverCertificates>) {
  const read = async (name: 'certificate' | 'key') => readFile((await files)[name], 'utf8');
  return { certificate: read('certificate'), key: read('key') };
}

export interface Hostile extends AsyncDisposable {
  readonly port: number;
  /** How many clients have come. */
  readonly clients: number;
  /** How many of them it still has. */
  readonly open: number;
  /** Bytes that it said to all of them. */
  readonly said: number;
  /** All that any client said. */
  readonly heard: Buffer;
}

/** Behaves alike to every client, and then listens to it until it goes. */
export async function startHostile(behave: Behaviour): Promise<Hostile> {
  const lines: Line[] = [];
  const server = createServer({ noDelay: true }, async (socket) => {
    const line = new Line(socket);
    lines.push(line);
    try {
      await behave(line);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
    }
    await line.listen();
  });
  const port = await listen(server);
  return {
    port,
    get clients() {
      return lines.length;
    },
    get open() {
      return lines.filter(({ isOpen }) => isOpen).length;
    },
    get said() {
      return lines.reduce((sum, { said }) => sum + said, 0);
    },
    get heard() {
      return Buffer.concat(lines.map(({ heard }) => heard));
    },
    async [Symbol.asyncDispose]() {
      for (const line of lines) line.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
