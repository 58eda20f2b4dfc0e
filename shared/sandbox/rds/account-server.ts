import type { Sensitive } from '../../runtime/sensitive.ts';
import type { AccountType } from './account.ts';

/** Rights of an account on one database. */
export interface DatabasePrivilege {
  readonly database: string;
  /** The mode, such as `ReadWrite`, or `Custom`. */
  readonly mode: string;
  /** The single privileges, separated by commas. */
  readonly detail: string;
}

/** An account as it is on the server. */
export interface ServerAccount {
  readonly name: string;
  readonly privileges: readonly DatabasePrivilege[];
  /** Fields of DescribeAccounts that only some engines have. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The effects of a reset that SQL leaves to whoever resets. */
interface ResetEffects {
  readonly secondPassword: 'keep' | 'discard';
  readonly sessions: 'keep' | 'end';
}

/** A session of the admin on the server of an instance. Every method throws ServerFailure if the server rejects it. */
export interface AccountServer extends AsyncDisposable {
  /** Returns the accounts that log in with a password, without the admin and those of the server itself. */
  accounts(): Promise<readonly ServerAccount[]>;
  databases(): Promise<readonly string[]>;
  create(name: string, password: Sensitive, type: AccountType): Promise<void>;
  reset(name: string, password: Sensitive, effects: ResetEffects): Promise<void>;
  /** Gives an account one mode on a database, in place of what it had there. */
  grant(name: string, database: string, mode: string): Promise<void>;
  /** Takes all rights on a database away. Does nothing if there are none. */
  revoke(name: string, database: string): Promise<void>;
  drop(name: string): Promise<void>;
}

/** The error of a server that rejects a statement. It holds a code only: the driver's own error may quote a password. */
export class ServerFailure extends Error {
  constructor(error: unknown) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    super(`the server rejects a statement: ${code}`);
  }
}
