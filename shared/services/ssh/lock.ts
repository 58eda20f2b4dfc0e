import { createHash } from 'node:crypto';
import { Busy, LoginBlocked, StrategyUnavailable, Unreachable } from '../../engine/rotation/errors.ts';
import { timeLeft } from '../../runtime/deadline.ts';
import type { Talk } from './channel.ts';
import type { Dialling, Session } from './connector.ts';
import { command } from './quoting.ts';

export interface Lock extends AsyncDisposable {
  /** Whether somebody else held the lock at first. */
  readonly contended: boolean;
  /** Throws Busy if the lock is lost. */
  confirm(): Promise<void>;
}

const longestWait = 30_000;
const pause = 200;
/**
 * Milliseconds for which the server still keeps the lock of a caller that is past its deadline or has gone silent, at
 * most.
 */
const spare = 30_000;

/**
 * Takes a lock on a file beside the account's keys, or on its home directory if that place does not exist. The last
 * command holds the lock until its input ends. That is the end of the session, even if the caller crashes.
 *
 * `$1` names the lock, and `$2` is the number of tries. `$3` is the number of seconds after which a silent session is
 * closed.
 */
const hold = [
  'umask 077',
  'command -v flock >/dev/null 2>&1 || { echo missing; exit; }',
  'd="$HOME/.ssh"',
  'if [ -d "$d" ] && [ -w "$d" ]; then exec 9>>"$d/rotation-$1.lock"; else exec 9<"$HOME"; fi',
  'n=0',
  'while :; do flock -n 9; s=$?; [ $s -eq 0 ] && break',
  '[ $s -eq 1 ] || { echo broken; exit; }',
  '[ $n -gt 0 ] || echo waiting',
  'n=$((n+1)); [ $n -lt "$2" ] || { echo busy; exit; }',
  `sleep ${pause / 1_000} 2>/dev/null || sleep 1`,
  'done',
  'echo held',
  'if timeout 1 true 2>/dev/null; then exec timeout "$3" cat; else exec cat; fi',
].join('; ');

/**
 * Kills the processes that hold the lock or wait for it, found by the open file and its number. Kills their SSH
 * sessions too. All of them belong to this account. `$1` names the lock.
 */
const endHolder = [
  'd="$HOME/.ssh"',
  'if [ -d "$d" ] && [ -w "$d" ]; then l="$d/rotation-$1.lock"; else l="$HOME"; fi',
  'for p in /proc/[0-9]*; do [ "$p/fd/9" -ef "$l" ] || continue',
  'read -r n _ _ q _ <"$p/stat"; read -r c <"/proc/$q/comm"; case "$c" in sshd*) kill -9 "$q";; esac',
  'kill -9 "$n"; done 2>/dev/null',
  'true',
].join('; ');

/** Takes the lock from its holder. The holder's work ends with its session. */
export async function seizeLock(session: Session, of: string, dialling: Dialling): Promise<Lock> {
  await session.run(command(endHolder, nameOf(of)));
  return takeLock(session, of, dialling);
}

/**
 * Takes the lock of one account, so that two secrets that write the same file also exclude each other. `of` is the
 * account that is changed. An admin that acts for it takes the lock in the admin's own home.
 */
export async function takeLock(session: Session, of: string, { secret, signal }: Dialling): Promise<Lock> {
  const left = Math.min(timeLeft(signal), 24 * 60 * 60 * 1_000);
  const tries = Math.ceil(Math.min(left / 2, longestWait) / pause);
  const seconds = Math.ceil((left + spare) / 1_000);
  const talk = await session.talk(command(hold, nameOf(of), `${tries}`, `${seconds}`));
  const first = await talk.hear();
  const last = first === 'waiting' ? await talk.hear() : first;
  if (last === 'held') return lockOf(talk, secret, first !== last);
  const end = await talk.end();
  if (last === 'busy') throw new Busy(secret, `another rotation holds the lock of ${of}`);
  if (!end) throw new Unreachable(session.service, 'the session broke');
  throw explain(last, session, end.complaint);
}

function nameOf(account: string): string {
  return createHash('sha256').update(`secret-rotation ${account}`).digest('hex').slice(0, 16);
}

function lockOf(talk: Talk, secret: string, contended: boolean): Lock {
  return {
    contended,
    confirm: async () => {
      talk.say('still');
      if ((await talk.hear()) === 'still') return;
      throw new Busy(secret, 'the lock was lost: its session ended');
    },
    [Symbol.asyncDispose]: async () => void (await talk.end()),
  };
}

/** Explains why the lock cannot be taken, if no other session holds it. */
function explain(last: string | undefined, { account, service }: Session, complaint: string): Error {
  if (/password has expired/i.test(complaint))
    return new LoginBlocked(
      account,
      service,
      'its password has expired',
      `Set a new one by hand: chage -l ${account} shows more`,
    );
  const why =
    last === 'missing'
      ? `${service} has no program flock; install util-linux`
      : `${account} cannot take a lock on ${service} (${last === undefined ? 'no answer' : 'an unexpected answer'}); it must be allowed to run commands, and its home must be a directory`;
  return new StrategyUnavailable('ssh', why);
}
