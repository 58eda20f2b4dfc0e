import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startDaemon } from './daemon.ts';
import { makeOwnDirectory } from './private-directory.ts';
import {
  type AccountAccess,
  addAccount,
  furnish,
  inPrivateMachine,
  type Run,
  runIn,
} from './private-machine.ts';
import { EngineUnavailable } from './server.ts';
import { type SshdPrograms, sshdPrograms } from './sshd-programs.ts';
import { startOnUnusedPort } from './unused-port.ts';

const execute = promisify(execFile);

export interface SshServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** The public line of its only host key: type and blob. */
  readonly hostKey: string;
  readonly hostKeyFingerprint: string;
  /** The file in which the server writes what it does, every login at least. */
  readonly log: string;
  readonly pid: number;
  /** Where the test sees the home directory of an account, `root` included. */
  home(account: string): string;
  /** A real login account, known to this server alone. */
  addAccount(name: string, access?: AccountAccess): Promise<void>;
  readonly run: Run;
}

interface SshServerOptions {
  /** Lines of the server's configuration; they win over those it has anyway. */
  readonly settings?: readonly string[];
}

/**
 * Starts an SSH server that lets real accounts log in, in namespaces of its own: its `/etc`, with accounts and
 * passwords, and its `/home` are private, so that the machine's own accounts are neither known nor changed, and
 * every session ends with it. Throws EngineUnavailable where its programs are not to be had, or where this process
 * may not make namespaces: that takes root.
 */
export async function startSshd(options: SshServerOptions = {}): Promise<SshServer> {
  const programs = await usablePrograms();
  const directory = await makeOwnDirectory();
  await furnish(directory);
  const key = join(directory, 'host_key');
  await keygen(programs, '-q', '-t', 'ed25519', '-N', '', '-f', key);
  const config = join(directory, 'sshd_config');
  await writeFile(config, `${configuration(programs, options, key).join('\n')}\n`);
  const log = join(directory, 'server.log');
  const server = [...programs.env, programs.server, '-D', '-e', '-f', config];
  const { daemon, port } = await startOnUnusedPort(async (port) => ({
    port,
    daemon: await startDaemon({
      command: inPrivateMachine(directory, [...server, '-p', `${port}`]),
      logFile: log,
      ready: /Server listening on/,
      stopSignal: 'SIGKILL',
      privileged: true,
    }),
  }));
  const run = runIn(daemon.pid);
  const [type = '', blob = ''] = (await readFile(`${key}.pub`, 'utf8')).split(' ');
  const home = (account: string) => join(directory, 'home', account);
  return {
    host: '127.0.0.1',
    port,
    hostKey: `${type} ${blob}`,
    hostKeyFingerprint: `SHA256:${createHash('sha256').update(blob, 'base64').digest('base64').replace(/=+$/, '')}`,
    log,
    pid: daemon.pid,
    home,
    addAccount: (name, access = {}) => addAccount(run, home(name), name, access),
    run,
    async [Symbol.asyncDispose]() {
      await daemon.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

let found: Promise<SshdPrograms> | undefined;

/** Looked for once: what a machine has, and what this process may do there, stays. */
function usablePrograms(): Promise<SshdPrograms> {
  found ??= findPrograms();
  return found;
}

async function findPrograms(): Promise<SshdPrograms> {
  try {
    await execute('unshare', ['--mount', '--pid', '--fork', 'true']);
    return await sshdPrograms();
  } catch (cause) {
    throw new EngineUnavailable('openssh', cause);
  }
}

async function keygen({ env, keygen }: SshdPrograms, ...words: string[]): Promise<void> {
  await execute('env', [...env.slice(1), keygen, ...words]);
}

function configuration(programs: SshdPrograms, { settings = [] }: SshServerOptions, key: string): string[] {
  return [
    ...settings,
    ...programs.settings,
    'ListenAddress 127.0.0.1',
    `HostKey ${key}`,
    'PidFile none',
    'UsePAM yes',
    'UseDNS no',
    'PermitRootLogin yes',
    'PrintMotd no',
    'PrintLastLog no',
    'LogLevel VERBOSE',
    'MaxStartups 200',
    'Subsystem sftp internal-sftp',
  ];
}
