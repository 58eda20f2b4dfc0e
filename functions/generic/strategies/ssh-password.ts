import { AdminMismatch, Busy, OwnAdmin, Refused } from '../../../shared/engine/rotation/errors.ts';
import type { RotationContext, Service } from '../../../shared/engine/rotation/service.ts';
import { changePassword, setPassword } from '../../../shared/services/ssh/account-password.ts';
import { logIn, type Session } from '../../../shared/services/ssh/connector.ts';
import { endSessions } from '../../../shared/services/ssh/sessions.ts';
import { planRenewal } from '../renewal.ts';
import type { GenericSecret } from '../secret.ts';
import { isAccepted, lock, openItself, tryFirst, tryOut } from '../ssh/context.ts';
import {
  differentServer,
  locate,
  type PasswordAccount,
  readAdminAccount,
  readPasswordAccount,
} from '../ssh/secret.ts';

/** The differences between an account that changes its own password and an admin who sets it. */
interface Acting extends AsyncDisposable {
  readonly by: string;
  /** The command that runs on the server, for the operator. */
  readonly does: string;
  readonly session: Session;
  /** The stored value that has logged in. */
  readonly entered: PasswordAccount | undefined;
  set(next: PasswordAccount, fresh: boolean): Promise<void>;
  /** Whether the current value was tried and refused. */
  readonly currentRefused: boolean;
  /** Whether it can set a password whatever password the account has now. */
  readonly repairs: boolean;
  confirmLock(): Promise<void>;
}

/**
 * Changes the only password of a server account. The old one stops working at once. Until the new version is promoted,
 * an application that reads the current one cannot log in.
 */
export async function installSshPassword(
  access: RotationContext<GenericSecret>,
): Promise<Service<GenericSecret>> {
  const { next } = planRenewal(access, { fields: ['AccountPassword'], ways: ['password'] });
  const read = (value: GenericSecret) => readPasswordAccount(access.secret, value);
  const acting = access.admin ? await actAsAdmin(access, access.admin) : await actItself(access);
  const own = read(access.current);
  locate(access, own);
  const hasEntered = ({ credential }: PasswordAccount) =>
    acting.entered?.credential.password.equals(credential.password) ?? false;
  return {
    strategy: 'ssh-password',
    reason: `chosen by rotation:strategy; ${acting.by}`,
    acceptsBoth: false,
    exclusive: true,
    installs: true,
    login: {
      currentRefused: acting.currentRefused,
      hasAccepted: (value) => hasEntered(read(value)),
      testCurrent: async () => {
        if (acting.entered && hasEntered(own)) await tryFirst(access, acting.entered);
      },
    },
    account: {
      isNamedBy: async (value) => {
        const other = read(value);
        return own.account === other.account && differentServer(own.server, other.server).length === 0;
      },
      isOpenedBy: (value, signal) => isAccepted({ ...access, signal }, read(value)),
    },
    repair: acting.repairs ? { repair: (value) => acting.set(read(value), false) } : undefined,
    revocation: {
      // The command that set the current password has ended the previous one.
      retire: async () => ({ state: 'retired' }),
      revokeAll: () => endSessions(acting.session, own.account),
      testRevoked: async (value) => {
        const accepted = await isAccepted(access, read(value));
        // A successful login resets the count of failed ones.
        await isAccepted(access, own);
        return accepted ? 'accepted' : 'refused';
      },
    },
    preview: { outline: async () => ({ statements: [acting.does], missing: [] }) },
    endsPrevious: () => true,
    create: async (version) => {
      if (acting.entered) await tryFirst(access, acting.entered);
      return next(version);
    },
    set: (value, fresh) => acting.set(read(value), fresh),
    test: (value) => tryOut(access, read(value)),
    afterPromotion: async () => {},
    confirmLock: () => acting.confirmLock(),
    [Symbol.asyncDispose]: () => acting[Symbol.asyncDispose](),
  };
}

async function actItself(access: RotationContext<GenericSecret>): Promise<Acting> {
  const read = (value: GenericSecret) => readPasswordAccount(access.secret, value);
  const context = await openItself(access, read, async () => {}, true);
  let present = context.account.credential.password;
  return {
    by: 'the account changes its own password',
    does: `${context.account.account} runs passwd, and enters the old and the new password`,
    session: context.session,
    entered: context.account,
    currentRefused: context.as !== 'current',
    repairs: false,
    set: async (next, fresh) => {
      const { password } = next.credential;
      if (password.equals(present)) return;
      const answer = await changePassword(context.session, present, password);
      // Another delivery may have set this very value between the login and the lock.
      if (answer === 'refused' && (fresh || !(await isAccepted(access, next))))
        throw new Busy(next.account, 'somebody else changed its password a moment ago');
      present = password;
    },
    confirmLock: () => context.confirmLock(),
    [Symbol.asyncDispose]: () => context[Symbol.asyncDispose](),
  };
}

/** Logs in as the admin. Compares server and host key first, since the admin must not be led to another server. */
async function actAsAdmin(
  access: RotationContext<GenericSecret>,
  adminOf: NonNullable<RotationContext<GenericSecret>['admin']>,
): Promise<Acting> {
  const { secret, policy, current } = access;
  const holder = await access.holder((value) => isAccepted(access, readPasswordAccount(secret, value)));
  const value = await adminOf(holder);
  const name = policy.adminSecret ?? secret;
  const admin = readAdminAccount(name, value);
  const { account, server } = readPasswordAccount(secret, current);
  const paths = differentServer(server, admin.server);
  if (paths.length > 0) throw new AdminMismatch(secret, name, paths);
  if (admin.account === account) throw new OwnAdmin(secret, name, account);
  const session = await logIn(access, admin.server, admin.account, admin.credential);
  if (session === 'refused') throw new Refused(admin.account, "admin secret's current");
  return {
    by: 'the admin secret changes the password',
    does: `${admin.account} runs chpasswd, and enters ${account}:***`,
    entered: holder.value && readPasswordAccount(secret, holder.value),
    currentRefused: false,
    repairs: true,
    set: (next) => setPassword(session, secret, next.account, next.credential.password),
    ...(await lock(access, session, account)),
  };
}
