import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which the kernel takes ports for outgoing connections, which come and go meanwhile. */
const LOWEST = 20_000;
const HIGHEST = 32_767;

/** A port of loopback on which nothing listens. */
export async function unusedPort(): Promise<number> {
  const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return port;
  } catch {
    return unusedPort();
  } finally {
    server.close();
  }
}
