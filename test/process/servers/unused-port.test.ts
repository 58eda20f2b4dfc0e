import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TemporaryDirectory, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { type Daemon, startDaemon } from '../../support/servers/daemon.ts';
import { startOnPort, startOnUnusedPort } from '../../support/servers/unused-port.ts';

let directory: TemporaryDirectory;
let tries: number[];
const servers: { close(): unknown }[] = [];

beforeEach(async () => {
  directory = await temporaryDirectory();
  tries = [];
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await directory[Symbol.asyncDispose]();
});

const occupy = async (port: number) => {
  const server = createServer().listen(port, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return server;
};

/** Ends with what the system says where its port is taken, as every engine does. */
const program =
  'require("net").createServer().listen(process.argv[1], "127.0.0.1", () => console.log(1 + 1 + " is ready"))';
const start = (port: number): Promise<Daemon> => {
  tries.push(port);
  return startDaemon({
    command: [process.execPath, '-e', program, `${port}`],
    logFile: join(directory.path, 'log'),
    ready: /2 is ready/,
    stopSignal: 'SIGKILL',
    privileged: true,
  });
};

describe('a server', () => {
  it('starts on another port where somebody takes the first before it does', async () => {
    const daemon = await startOnUnusedPort(async (port) => {
      if (tries.length === 0) await occupy(port);
      return start(port);
    });
    await daemon.stop();
    expect(new Set(tries).size).toBe(2);
  });

  it('comes back on its own port once whoever tried that is gone', async () => {
    const other = await startOnUnusedPort(async (port) => ({ port, ...(await start(port)) }));
    await other.stop();
    const passing = await occupy(other.port);
    const daemon = await startOnPort(other.port, async (port) => {
      if (tries.length === 2) passing.close();
      return start(port);
    });
    await daemon.stop();
    expect(tries).toEqual([other.port, other.port, other.port]);
  });

  it('that fails for another reason fails', async () => {
    const failing = startOnUnusedPort(async (port) => {
      tries.push(port);
      throw new Error('no such file');
    });
    await expect(failing).rejects.toThrow('no such file');
    expect(tries).toHaveLength(1);
  });
});
