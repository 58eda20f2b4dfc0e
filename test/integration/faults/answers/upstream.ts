import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as secured } from 'node:tls';

/** A real server, as a proxy talks with it. */
export class Upstream {
  #socket: Socket;

  constructor(port: number) {
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.#socket.on('error', () => {});
  }

  /** The next so many bytes, before it is piped. */
  async hear(count: number): Promise<Buffer> {
    for (;;) {
      const bytes: Buffer | null = this.#socket.read(count);
      if (bytes !== null) return bytes;
      if (this.#socket.destroyed) throw new Error('the server has gone');
      await Promise.race([once(this.#socket, 'readable'), once(this.#socket, 'close')]);
    }
  }

  say(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  async secure(): Promise<void> {
    const raw = this.#socket;
    this.#socket = secured({ socket: raw, rejectUnauthorized: false });
    this.#socket.on('error', () => {});
    raw.once('close', () => this.#socket.destroy());
    await once(this.#socket, 'secureConnect');
  }

  /** Hands on all that it says from here on. */
  pipe(hear: (bytes: Buffer) => void, ended: () => void): void {
    this.#socket.on('data', hear);
    this.#socket.once('close', ended);
  }

  end(): void {
    this.#socket.destroy();
  }
}
