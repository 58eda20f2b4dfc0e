import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Tripwire } from './tripwire.ts';

/** A way to a service on which messages are counted and stopped. TLS passes through as it is. */
export interface Relay extends AsyncDisposable {
  readonly port: number;
  /** Watches whoever talks from now on. Without a tripwire everything passes. */
  watch(tripwire: Tripwire | undefined): void;
  /** Ends every connection there is; new ones pass. */
  cut(): void;
}

/** `describe` says what a message is, by the bytes it begins with. */
export async function startRelay(port: number, describe: (message: Buffer) => string): Promise<Relay> {
  const sockets = new Set<Socket>();
  let watcher: Tripwire | undefined;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const service = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
    for (const socket of [client, service]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    join(client, service, watcher, describe);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay listens on no port');
  return {
    port: address.port,
    watch: (tripwire) => {
      watcher = tripwire;
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * A message is all that a client says until the service speaks. When either end is gone the other one is hung up
 * on, as the kernel of a killed process does.
 */
function join(
  client: Socket,
  service: Socket,
  tripwire: Tripwire | undefined,
  describe: (message: Buffer) => string,
): void {
  let asking = false;
  const passes = () => !tripwire?.tripped;
  client.on('data', (chunk) => {
    if (!asking && passes()) tripwire?.asks(describe(chunk));
    asking = true;
    if (passes()) service.write(chunk);
  });
  service.on('data', (chunk) => {
    asking = false;
    tripwire?.answers();
    if (passes()) client.write(chunk);
  });
  client.on('end', () => {
    if (passes()) service.end();
    else client.destroy();
  });
  service.on('end', () => {
    tripwire?.answers();
    if (passes()) client.end();
  });
  client.on('close', () => service.destroy());
  service.on('close', () => client.destroy());
}
