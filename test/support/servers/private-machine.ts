import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface AccountAccess {
  readonly password?: string;
  /** The text of its `authorized_keys`. */
  readonly authorizedKeys?: string;
}

/** Runs a program among the accounts of a private machine, as root, and returns what it wrote. */
export type Run = (command: readonly [string, ...string[]], input?: string) => Promise<string>;

/** What is copied from the machine, so that its own programs can change passwords in the private `/etc`. */
const BORROWED = [
  'alternatives',
  'default',
  'ld.so.cache',
  'localtime',
  'login.defs',
  'nsswitch.conf',
  'pam.d',
  'security',
  'skel',
];
const PLACES = { etc: '/etc', home: '/home', run: '/run', log: '/var/log' };

/** Is given pairs of a folder and its place, and after two dashes the command. */
const MOUNT_AND_RUN = `
while [ "$1" != -- ]; do
  mount --bind "$1" "$2"
  shift 2
done
shift
exec "$@"`;

/** What a server needs to run with accounts of its own: the folders that take the place of the machine's. */
export async function furnish(directory: string): Promise<void> {
  for (const name of Object.keys(PLACES)) await mkdir(join(directory, name), { mode: 0o755 });
  await mkdir(join(directory, 'run/sshd'));
  await mkdir(join(directory, 'home/root'), { mode: 0o700 });
  const etc = join(directory, 'etc');
  // What a machine does not have is not copied, and complained about.
  await execute('cp', ['--archive', ...BORROWED.map((name) => join('/etc', name)), etc]).catch(() => {});
  const write = (name: string, mode: number, ...lines: string[]) =>
    writeFile(join(etc, name), `${lines.join('\n')}\n`, { mode });
  await write('passwd', 0o644, 'root:x:0:0::/home/root:/bin/sh', 'sshd:x:100:65534::/run/sshd:/bin/false');
  await write('group', 0o644, 'root:x:0:', 'shadow:x:42:', 'nogroup:x:65534:');
  await write('shadow', 0o640, 'root:*:19000:0:99999:7:::', 'sshd:!:19000::::::');
  await write('gshadow', 0o640, 'root:*::', 'shadow:*::', 'nogroup:*::');
  // The delay after a wrong password is for guessers, and after a new one that is too short for nobody.
  for (const name of ['common-auth', 'common-password']) await withoutDelay(join(etc, 'pam.d', name));
  const plugins = ['auth required pam_unix.so nodelay', 'account required pam_unix.so'];
  await write('pam.d/sshd', 0o644, ...plugins, 'session required pam_unix.so');
}

async function withoutDelay(file: string): Promise<void> {
  // Systems other than Debian have no such file.
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) await writeFile(file, text.replaceAll('pam_unix.so', 'pam_unix.so nodelay'));
}

/**
 * The command that runs another among those folders. Once it is killed, the kernel kills all that came of it:
 * they are in a process namespace whose first process ends with it.
 */
export function inPrivateMachine(directory: string, command: readonly string[]): string[] {
  const mounts = Object.entries(PLACES).flatMap(([name, place]) => [join(directory, name), place]);
  const unshare = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  return [...unshare, '--', 'sh', '-ec', MOUNT_AND_RUN, 'sh', ...mounts, '--', ...command];
}

/** `pid`: of the command that was made so. */
export function runIn(pid: number): Run {
  return async (command, input = '') => {
    const running = execute('nsenter', ['--target', `${pid}`, '--mount', '--', ...command]);
    // A program need not read what it is given.
    running.child.stdin?.on('error', () => {}).end(input);
    return (await running).stdout;
  };
}

/** Makes a real login account; `root` is there already. */
export async function addAccount(
  run: Run,
  home: string,
  name: string,
  { password, authorizedKeys }: AccountAccess,
): Promise<void> {
  if (name !== 'root') await run(['useradd', '--create-home', '--shell', '/bin/sh', name]);
  if (password !== undefined) await run(['chpasswd'], `${name}:${password}\n`);
  if (authorizedKeys === undefined) return;
  const { uid, gid } = await stat(home);
  const folder = join(home, '.ssh');
  await mkdir(folder, { mode: 0o700, recursive: true });
  const file = join(folder, 'authorized_keys');
  await writeFile(file, authorizedKeys, { mode: 0o600 });
  for (const path of [folder, file]) await chown(path, uid, gid);
}
