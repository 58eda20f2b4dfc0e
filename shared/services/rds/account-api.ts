import type { Sensitive } from '../../runtime/sensitive.ts';

/** An account of an instance, as the API of RDS lists it. */
export interface ListedAccount {
  readonly name: string;
  /** Standard accounts are `Normal`, privileged ones `Super`. */
  readonly type: string;
  /** Whether no change of the account is under way. */
  readonly isAvailable: boolean;
  /** The first account, if the description marks this one as the second account of it. */
  readonly marked: string | undefined;
  /** The right in each database, such as `ReadWrite`; `Custom` if statements have set others. */
  readonly privileges: ReadonlyMap<string, string>;
}

/**
 * The accounts of one instance of RDS, changed through its API with the rights of the function. A change is over when a
 * method returns. All methods throw RotationError.
 */
export interface AccountApi {
  /** The id of the instance. */
  readonly instance: string;
  find(account: string): Promise<ListedAccount | undefined>;
  /** Makes a standard account that is marked as the second account of `first`. */
  create(account: string, password: Sensitive, first: string): Promise<void>;
  /** Gives an account one right in each of these databases, in place of the one that it has there. */
  grant(account: string, privileges: ReadonlyMap<string, string>): Promise<void>;
  /** Takes all rights in these databases from an account. */
  revoke(account: string, databases: readonly string[]): Promise<void>;
  /** Gives an account another password. Sessions that are open stay open. May be repeated. */
  setPassword(account: string, password: Sensitive): Promise<void>;
}
