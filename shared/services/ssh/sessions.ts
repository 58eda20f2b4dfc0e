import { Unreachable } from '../../engine/rotation/errors.ts';
import type { Eviction } from '../../engine/rotation/service.ts';
import type { Session } from './connector.ts';
import { command } from './quoting.ts';

/**
 * Ends the SSH sessions of an account, except the one that this script runs in. It finds them by the names of the
 * server's processes, so the listener and other accounts are never affected. Background processes of a session keep
 * running.
 *
 * `$1` names the account. The output is two lines: the sessions that were found, and those that are left after five
 * seconds.
 */
const script = [
  'of() { for p in /proc/[0-9]*; do read -r t <"$p/cmdline"',
  'case "$t" in "sshd: $1@"*|"sshd-session: $1@"*) read -r n _ <"$p/stat"',
  '[ "$n" = "$PPID" ] || echo "$n";; esac; done 2>/dev/null; }',
  'f=$(of "$1")',
  '[ -z "$f" ] || kill -9 $f 2>/dev/null',
  'n=0',
  'while [ -n "$(of "$1")" ] && [ $n -lt 50 ]; do n=$((n+1)); sleep 0.1 2>/dev/null || sleep 1; done',
  'echo $f; echo $(of "$1")',
].join('; ');

/** Ends all other sessions of the account. Called once every other credential of the account has ended. */
export async function endSessions(session: Session, account: string): Promise<Eviction> {
  const { stdout, code } = await session.run(command(script, account));
  const [found, left, rest] = stdout.toString().split('\n').map(countWords);
  if (code !== 0 || found === undefined || left === undefined || rest === undefined)
    throw new Unreachable(session.service, 'it does not show the sessions of the account', {
      aftermath: 'applied',
    });
  const gaps = left > 0 ? [`${left} SSH sessions of ${account} did not end; an admin has to end them`] : [];
  return { sessions: { found, ended: Math.max(found - left, 0) }, gaps };
}

function countWords(line: string): number {
  return line.split(' ').filter((word) => word !== '').length;
}
