import {
  AccountMissing,
  LoginBlocked,
  PasswordRejected,
  PrivilegeMissing,
  StrategyUnavailable,
} from '../../engine/rotation/errors.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import type { Sensitive } from '../../runtime/sensitive.ts';
import type { Session } from './connector.ts';
import { command } from './quoting.ts';

/**
 * Shell text that makes the programs write English, since their messages are parsed. It also adds directories that an
 * account's usual PATH may lack.
 */
const plainly = 'LC_ALL=C; export LC_ALL; PATH=$PATH:/usr/sbin:/sbin; export PATH';

/**
 * Runs `passwd`, which asks for the old password once and for the new one twice. It does not ask root for the old one,
 * so the script drops that line.
 */
const change = `${plainly}; if [ "$(id -u)" -eq 0 ]; then IFS= read -r old; fi; exec passwd`;

const missing = 66;
const locked = 67;

/** Sets the password of account `$1`. Refuses a locked password, since setting another one would unlock it. */
const set = [
  plainly,
  `id -u -- "$1" >/dev/null 2>&1 || exit ${missing}`,
  's=; [ "$(id -u)" -eq 0 ] || s="sudo -n"',
  `case "$($s passwd -S "$1" 2>/dev/null)" in "$1 L"*) exit ${locked};; esac`,
  'exec $s chpasswd',
].join('; ');

/**
 * Changes the account's own password. Both passwords go to the standard input of `passwd`, where nobody on the server
 * sees them. Returns `refused` if the old one is wrong: somebody has changed it since the login.
 */
export async function changePassword(
  session: Session,
  old: Sensitive,
  next: Sensitive,
): Promise<'changed' | 'refused'> {
  const { account, service } = session;
  const lines = [old, next, next].map((password) => `${password.reveal()}\n`);
  const { code, complaint } = await session.run(command(change), lines.join(''));
  if (code === 0) return 'changed';
  if (/wait longer/i.test(complaint))
    throw new PrivilegeMissing(account, 'change its password again so soon', `chage -m 0 ${account}`);
  if (/New password:/i.test(complaint)) throw new PasswordRejected(account, reasonOf(complaint));
  if (/manipulation|failure/i.test(complaint)) return 'refused';
  throw new StrategyUnavailable(
    'ssh-password',
    `passwd on ${service} ends with exit code ${code}; the log of the server says why`,
  );
}

/** Sets the password of another account. The session acts as root, or with a sudo that asks for no password. */
export async function setPassword(
  session: Session,
  secret: SecretId,
  account: string,
  next: Sensitive,
): Promise<void> {
  const { code, complaint } = await session.run(command(set, account), `${account}:${next.reveal()}\n`);
  if (code === 0) return;
  if (code === missing) throw new AccountMissing(account, secret);
  if (code === locked)
    throw new LoginBlocked(
      account,
      session.service,
      'its password is locked',
      `To unlock it: passwd -u ${account}`,
    );
  if (/sudo/.test(complaint))
    throw new PrivilegeMissing(
      session.account,
      `set the password of ${account}`,
      `permit chpasswd and passwd -S by sudo without a password`,
    );
  if (/BAD PASSWORD|must choose|too (short|simple|similar)/i.test(complaint))
    throw new PasswordRejected(account, reasonOf(complaint));
  throw new PrivilegeMissing(
    session.account,
    `set the password of ${account} (exit code ${code})`,
    'name the secret of a privileged account in the tag rotation:admin-secret',
  );
}

/** Returns in our own words why the modules of the server rejected a password. Their words could quote the password. */
function reasonOf(complaint: string): string {
  if (/already used/i.test(complaint)) return 'it was used before';
  if (/longer password|shorter than|too short/i.test(complaint)) return 'it is too short';
  return 'the password rules of the server do not allow it (pam_pwquality, pam_unix)';
}
