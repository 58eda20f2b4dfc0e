import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Below the range from which the kernel takes ports for outgoing connections, which come and go meanwhile. */
const LOWEST = 20_000;
const HIGHEST = 32_767;

/** A port of loopback on which nothing listens. */
export async function unusedPort(): Promise<number> {
  const server = createServer();
  try {
    return await listen(server);
  } finally {
    server.close();
  }
}

/** Lets a server of this process listen on loopback, and returns its port. */
export async function listen(server: Server): Promise<number> {
  const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return port;
  } catch (failure) {
    if (!wasTaken(failure)) throw failure;
    return listen(server);
  }
}

/** Starts a server of another process, on another port where somebody else has taken the first one meanwhile. */
export async function startOnUnusedPort<Started>(
  start: (port: number) => Promise<Started>,
): Promise<Started> {
  try {
    return await start(await unusedPort());
  } catch (failure) {
    if (!wasTaken(failure)) throw failure;
    return startOnUnusedPort(start);
  }
}

/** Starts a server anew where its clients expect it: somebody who looks for an unused port may be trying this one. */
export async function startOnPort<Started>(
  port: number,
  start: (port: number) => Promise<Started>,
  attempts = 50,
): Promise<Started> {
  try {
    return await start(port);
  } catch (failure) {
    if (attempts === 1 || !wasTaken(failure)) throw failure;
    await sleep(100);
    return startOnPort(port, start, attempts - 1);
  }
}

/** Every engine quotes the system. */
function wasTaken(failure: unknown): boolean {
  return failure instanceof Error && /EADDRINUSE|Address already in use/i.test(failure.message);
}
