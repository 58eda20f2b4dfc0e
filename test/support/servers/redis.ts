import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@redis/client';
import { cached } from './cache.ts';
import { startDaemon } from './daemon.ts';
import { unpackPackages } from './debian-packages.ts';
import { makeOwnDirectory } from './private-directory.ts';
import { EngineUnavailable } from './server.ts';
import { giveAway, unprivileged } from './unprivileged.ts';
import { startOnUnusedPort } from './unused-port.ts';

const run = promisify(execFile);

/** The program itself is in the package of the tools; and the libraries that a plain system does not have. */
const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1'];

export interface RedisServer extends AsyncDisposable {
  readonly version: string;
  /** Of the account that may do everything: `redis://default:…@127.0.0.1:PORT`. */
  readonly adminUrl: string;
  /** For another account. */
  url(account: string, password: string): string;
  /** The file in which the server writes what it does. */
  readonly log: string;
  readonly pid: number;
}

/** Throws EngineUnavailable where it is neither installed nor to be unpacked. */
export async function startRedis(): Promise<RedisServer> {
  const { command, version } = await redisProgram().catch((cause) => {
    throw new EngineUnavailable('redis', cause);
  });
  const directory = await makeOwnDirectory();
  await giveAway(directory);
  const log = join(directory, 'server.log');
  const password = randomBytes(18).toString('base64url');
  const settings = {
    bind: '127.0.0.1',
    dir: directory,
    save: '',
    appendonly: 'no',
    requirepass: password,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const { daemon, port } = await startOnUnusedPort(async (port) => ({
    port,
    daemon: await startDaemon({
      command: [...command, ...words, '--port', `${port}`],
      logFile: log,
      ready: /Ready to accept connections/,
      stopSignal: 'SIGTERM',
    }),
  }));
  const url = (account: string, secret: string) =>
    `redis://${account}:${encodeURIComponent(secret)}@127.0.0.1:${port}`;
  return {
    version,
    adminUrl: url('default', password),
    url,
    log,
    pid: daemon.pid,
    async [Symbol.asyncDispose]() {
      await daemon.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const model = createClient({ socket: { reconnectStrategy: false } });

/** A client. To create one is to define a class with all commands of Redis, so each is a copy of the same one. */
export function redisClient(url: string): typeof model {
  return model.duplicate({ url });
}

interface Program {
  readonly command: readonly string[];
  readonly version: string;
}

let found: Promise<Program> | undefined;

/** Looked for once: what a machine has stays. */
function redisProgram(): Promise<Program> {
  found ??= findProgram();
  return found;
}

async function findProgram(): Promise<Program> {
  const installed = await programBelow('/', ['env']);
  if (installed !== undefined) return installed;
  const root = await cached({
    name: 'redis',
    make: (folder) => unpackPackages(folder, { packages: PACKAGES, dependencies: false }),
    isUsable: async (folder) => (await unpackedProgram(folder)) !== undefined,
  });
  const unpacked = await unpackedProgram(root);
  if (unpacked === undefined) throw new Error(`${root} holds no server that runs`);
  return unpacked;
}

function unpackedProgram(root: string): Promise<Program | undefined> {
  return programBelow(root, ['env', `LD_LIBRARY_PATH=${join(root, 'usr/lib/x86_64-linux-gnu')}`]);
}

async function programBelow(root: string, env: readonly [string, ...string[]]): Promise<Program | undefined> {
  const command = [...env, join(root, 'usr/bin/redis-server')];
  const [program, ...words] = unprivileged([...command, '--version']);
  const text = await run(program, words).then(
    ({ stdout }) => stdout,
    () => '',
  );
  const version = /v=(\d+\.\d+\.\d+)/.exec(text)?.[1];
  return version === undefined ? undefined : { command, version };
}
