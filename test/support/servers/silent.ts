import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { listen } from './unused-port.ts';

export interface SilentServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** How many clients are waiting now. */
  connections(): number;
}

/** Accepts every connection and never says a word, as a server behind a broken proxy does. */
export async function startSilent(): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.resume();
  });
  const port = await listen(server);
  return {
    host: 'localhost',
    port,
    connections: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
