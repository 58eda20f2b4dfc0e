import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { certificatesBeside } from './certificates.ts';
import { asOwnGreeting, isError, payloadOf, readPacket, relayAnswer } from './mysql-packets.ts';
import type { ServerAddress } from './server.ts';
import { listen } from './unused-port.ts';

export interface Pool extends AsyncDisposable {
  readonly port: number;
}

interface PoolOptions {
  /**
   * `transaction`: each statement outside a transaction may go to another connection, as ProxySQL multiplexes. `session`: a
   * session has one, which goes with it. `reuse`: it is the next session's afterwards, as it was left.
   */
  readonly mode: 'session' | 'reuse' | 'transaction';
  /** Connections to the server that an account's sessions share. */
  readonly size: number;
}

const [quit, question, reset] = [1, 3, 31];
const inTransaction = 1;
const ok = Buffer.from([7, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]);
/** Far from those that the server gives. */
const firstId = 900_000;

/** The connections of one account; who waits for one comes in turn. */
class Shared {
  readonly #free: Duplex[] = [];
  readonly #waiting: ((connection: Duplex) => void)[] = [];
  #count = 0;

  add(connection: Duplex, size: number): void {
    if (this.#count >= size) return void connection.destroy();
    this.#count += 1;
    this.release(connection);
  }

  take(): Promise<Duplex> {
    const free = this.#free.shift();
    return free ? Promise.resolve(free) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  release(connection: Duplex): void {
    const next = this.#waiting.shift();
    if (next) next(connection);
    else this.#free.push(connection);
  }
}

/** Stands between clients and a server as ProxySQL or MaxScale does, and ends TLS by the certificate of the tests. */
export async function startMysqlPool(server: ServerAddress, { mode, size }: PoolOptions): Promise<Pool> {
  const { certificate, key } = certificatesBeside(server.certificateAuthorityFile);
  const identity = { cert: await readFile(certificate), key: await readFile(key) };
  const sockets = new Set<Duplex>();
  const accounts = new Map<string, Shared>();
  let sessions = 0;
  const keep = <Stream extends Duplex>(stream: Stream): Stream => {
    sockets.add(stream);
    stream.on('error', () => {});
    stream.on('close', () => sockets.delete(stream));
    return stream;
  };

  async function serve(client: Socket): Promise<void> {
    const far = keep(connect({ host: '127.0.0.1', port: server.port, noDelay: true }));
    const greeting = await readPacket(far);
    if (greeting === undefined) return void client.destroy();
    sessions += 1;
    client.write(asOwnGreeting(greeting, firstId + sessions));
    const wish = await readPacket(client);
    if (wish === undefined) return void far.destroy();
    far.write(wish);
    const near = keep(new TLSSocket(client, { isServer: true, ...identity }));
    const behind = keep(
      connectTls({ socket: far, ca: server.certificateAuthority, servername: server.host }),
    );
    await once(behind, 'secureConnect');
    const account = await logIn(near, behind);
    if (account === undefined) return;
    near.once('close', () => (mode === 'session' ? behind.destroy() : undefined));
    if (mode === 'session') return void near.pipe(behind).pipe(near);
    const shared = accounts.get(account) ?? new Shared();
    accounts.set(account, shared);
    shared.add(behind, size);
    // To MySQL the driver sends how many attributes come before a statement: none, in one set.
    await multiplex(near, shared, server.engine === 'mysql' ? [0, 1] : [], mode === 'reuse');
  }

  const listener = createServer({ noDelay: true }, (client) => {
    serve(keep(client)).catch(() => client.destroy());
  });
  const port = await listen(listener);
  return {
    port,
    async [Symbol.asyncDispose]() {
      const closed = once(listener, 'close');
      listener.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Hands a login on as it is, so that no password has to be known. Answers whose it is. */
async function logIn(near: Duplex, behind: Duplex): Promise<string | undefined> {
  const first = await readPacket(near);
  if (first === undefined) return undefined;
  behind.write(first);
  const name = payloadOf(first).subarray(32);
  const account = name.subarray(0, name.indexOf(0)).toString();
  for (;;) {
    const answer = await readPacket(behind);
    if (answer === undefined) return undefined;
    near.write(answer);
    const payload = payloadOf(answer);
    if (isError(payload)) return undefined;
    if (payload[0] === 0) return account;
    // The server goes on by itself after a short proof that did.
    if (payload[0] === 1 && payload[1] === 3) continue;
    const reply = await readPacket(near);
    if (reply === undefined) return undefined;
    behind.write(reply);
  }
}

async function multiplex(
  near: Duplex,
  shared: Shared,
  attributes: readonly number[],
  keeps: boolean,
): Promise<void> {
  let held: Duplex | undefined;
  for (;;) {
    const command = await readPacket(near);
    const code = command && payloadOf(command)[0];
    if (command === undefined || code === quit) break;
    if (code !== question && !(keeps && code === reset)) {
      near.write(ok);
      continue;
    }
    held ??= await shared.take();
    held.write(command);
    const status = await relayAnswer(held, near);
    if (status === undefined) return void near.destroy();
    if (keeps || (status & inTransaction) !== 0) continue;
    shared.release(held);
    held = undefined;
  }
  near.end();
  if (held === undefined) return;
  // A session that is over leaves no transaction behind.
  const statement = [question, ...attributes, ...Buffer.from('rollback')];
  held.write(Buffer.from([statement.length, 0, 0, 0, ...statement]));
  if ((await readPacket(held)) !== undefined) shared.release(held);
}
