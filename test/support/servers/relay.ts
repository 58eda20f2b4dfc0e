import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listen } from './unused-port.ts';

export interface Relay extends AsyncDisposable {
  readonly port: number;
  /** Called at each new connection, with how many there were, before a byte of it goes on. */
  watch(seen: (count: number) => void): void;
  /** New connections go to this port from now on; those that are open stay where they are. */
  lead(port: number): void;
  /** Nobody gets through any more, and whoever was through is cut off. */
  close(): Promise<void>;
}

/** Stands between a client and a server as a proxy or an address that fails over does. */
export async function startRelay(to: number): Promise<Relay> {
  let target = to;
  let count = 0;
  let seen: (count: number) => void = () => {};
  const sockets = new Set<Socket>();
  const keep = (socket: Socket, other: Socket) => {
    sockets.add(socket);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
  };
  const server = createServer({ noDelay: true }, (near) => {
    count += 1;
    seen(count);
    const far = connect({ host: '127.0.0.1', port: target, noDelay: true });
    keep(near, far);
    keep(far, near);
    near.pipe(far).pipe(near);
  });
  const port = await listen(server);
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    port,
    watch: (watcher) => {
      count = 0;
      seen = watcher;
    },
    lead: (port) => {
      target = port;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
