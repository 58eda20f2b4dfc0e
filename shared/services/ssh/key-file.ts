import { Busy, PrivilegeMissing, StrategyUnavailable, Unreachable } from '../../engine/rotation/errors.ts';
import type { Output } from './channel.ts';
import type { Session } from './connector.ts';
import { command } from './quoting.ts';

/** The encoding that keeps each byte of the file as one character, whatever its real encoding. */
const encoding = 'latin1';

const path = '~/.ssh/authorized_keys';

/** Exit codes of the scripts below, for cases in which they stop early. */
const missing = 66;
const isLink = 67;
const readOnly = 68;
const cutShort = 69;
const notKept = 71;
const changed = 75;

const read = [
  'f="$HOME/.ssh/authorized_keys"',
  `[ -L "$f" ] && exit ${isLink}`,
  `[ -e "$f" ] || exit ${missing}`,
  'exec cat "$f"',
].join('; ');

/**
 * Replaces the whole file with a new one. The input is the old text and the new one, of `$1` and `$2` bytes.
 *
 * If the input is cut short, or the file has changed, the script changes nothing. It leaves a symbolic link alone,
 * since the target may belong to others. The new file gets the old one's mode and owner, or is not created.
 */
const replace = [
  'umask 077',
  'cd "$HOME/.ssh" || exit 1',
  'f=authorized_keys; t=.authorized_keys.rotation',
  'trap "rm -f $t $t.all $t.old" EXIT',
  'rm -f $t $t.all $t.old',
  `[ -L $f ] && exit ${isLink}`,
  `[ -w $f ] || exit ${readOnly}`,
  'cat >$t.all || exit 1',
  `[ $(wc -c <$t.all) -eq $(($1+$2)) ] || exit ${cutShort}`,
  'head -c "$1" $t.all >$t.old && cp -p $f $t && tail -c "$2" $t.all >$t || exit 1',
  '[ $(wc -c <$t) -eq "$2" ] || exit 1',
  `[ "$(stat -c %u:%g:%a $t)" = "$(stat -c %u:%g:%a $f)" ] || exit ${notKept}`,
  'sync $t 2>/dev/null',
  `cmp -s $t.old $f || exit ${changed}`,
  'mv -f $t $f',
].join('; ');

/** Reads the account's `authorized_keys`. Returns an empty text if there is no such file. */
export async function readKeyFile(session: Session): Promise<string> {
  const output = await session.run(command(read));
  if (output.code === missing) return '';
  if (output.code !== 0) throw explain(session, output);
  return output.stdout.toString(encoding);
}

/** Replaces the account's `authorized_keys`. Throws Busy if the file has changed since it was read. */
export async function replaceKeyFile(session: Session, old: string, next: string): Promise<void> {
  if (old === next) return;
  const words = [old, next].map((text) => `${Buffer.byteLength(text, encoding)}`);
  const output = await session.run(command(replace, ...words), Buffer.from(old + next, encoding));
  if (output.code !== 0) throw explain(session, output);
}

function explain({ account, service }: Session, { code, complaint }: Output): Error {
  const file = `${path} of ${account}`;
  switch (code) {
    case isLink:
      return new StrategyUnavailable('ssh-key', `${file} is a symbolic link; put the file itself there`);
    case changed:
      return new Busy(file, 'somebody else has just changed it');
    case cutShort:
      return new Unreachable(service, 'the session broke before the file was complete; it is unchanged');
    case readOnly:
      return new PrivilegeMissing(
        account,
        `write ${path}`,
        `chmod u+w ${path}, or chattr -i if it is immutable`,
      );
    case notKept:
      return new PrivilegeMissing(
        account,
        `keep owner and mode of ${path}`,
        `chown ${account} ${path}; the file is unchanged`,
      );
    default:
      return new PrivilegeMissing(
        account,
        `replace ${path} (${/no space/i.test(complaint) ? 'no space is left' : `exit code ${code}`})`,
        `make its directory writable, with room on its disk; the file is unchanged`,
      );
  }
}
