import * as z from 'zod';
import type { Sensitive } from '../../runtime/sensitive.ts';
import type { Status } from './status.ts';

/** A secret's name (at most 192 characters) or ARN. Source: KMS CreateSecret. */
export const SecretId = z
  .string()
  .regex(/^(acs:kms:[a-z0-9-]+:\d+:secret\/)?[\w/+=.@-]{1,192}$/, 'is not a name or ARN of a secret')
  .brand<'SecretId'>();
export type SecretId = z.output<typeof SecretId>;

/**
 * Returns the bare name, also of an ARN, for operations that document a name only. A secret of another account may have
 * the same name as one of this account. A store therefore compares the ARN when it describes a secret.
 */
export function secretName(secret: SecretId): string {
  const [, name] = secret.split(':secret/');
  return name ?? secret;
}

/**
 * A version id of at most 64 characters (source: KMS CreateSecret). The alphabet is undocumented, so the narrowest
 * alphabet of its examples is used.
 */
export const VersionId = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'is not a version id of at most 64 letters, digits, - _ or .')
  .brand<'VersionId'>();
export type VersionId = z.output<typeof VersionId>;

/** The version that carries each stage, and every version that still exists. */
export interface Stages {
  readonly current: VersionId | undefined;
  readonly pending: VersionId | undefined;
  readonly previous: VersionId | undefined;
  /** All versions, the newest first. */
  readonly versions: readonly VersionId[];
  /** The time at which the current version was stored, in milliseconds since the epoch, if the store reports it. */
  readonly currentSince?: number | undefined;
}

export interface Description {
  readonly secret: SecretId;
  /** The tags of the secret, unchanged. */
  readonly tags: Readonly<Record<string, string>>;
  /** The time at which the secret was created, in milliseconds since the epoch, if the store reports it. */
  readonly createTime?: number | undefined;
}

/** A secret as a list of all secrets shows it. Times are in milliseconds since the epoch. */
export interface ListedSecret extends Omit<Description, 'createTime'> {
  readonly createTime: number | undefined;
  /** The planned time of deletion, set while the secret is in its deletion window. */
  readonly plannedDeleteTime: number | undefined;
}

/**
 * The kind of a value, as KMS distinguishes it. A binary value stays the text in which it came, since its encoding is
 * undocumented.
 */
export type DataType = 'text' | 'binary';

export interface StoredValue {
  readonly version: VersionId;
  readonly value: Sensitive;
  readonly dataType: DataType;
}

/**
 * The secrets API as the engine sees it. Every call is safe to repeat, ends with the signal, and throws a
 * RotationError. Deliberately, no call stores a value as current, and none deletes one.
 */
export interface Store {
  /**
   * Reads the description of a secret. Throws SecretNotFound, SecretInDeletion, or `strategy-unavailable` for a secret
   * that KMS rotates by itself.
   */
  describe(secret: SecretId, signal: AbortSignal): Promise<Description>;
  stages(secret: SecretId, signal: AbortSignal): Promise<Stages>;
  readCurrent(secret: SecretId, signal: AbortSignal): Promise<StoredValue>;
  read(secret: SecretId, version: VersionId, signal: AbortSignal): Promise<StoredValue>;
  /**
   * Stores a value under a new version as pending. Returns `taken` if the version already holds another value: that
   * refusal is the only compare-and-set of the store.
   */
  putPending(
    secret: SecretId,
    version: VersionId,
    value: Sensitive,
    signal: AbortSignal,
    dataType?: DataType,
  ): Promise<'stored' | 'taken'>;
  /**
   * Moves a stage to a version, from the version `from` if one is given. Returns `rejected` if the store refuses the
   * stage there: it is not documented whether the previous stage may join the current one.
   *
   * It is not documented either what a store does if the stage is no longer on `from`. Even after `moved`, only a read
   * of the stages shows the result.
   */
  move(
    secret: SecretId,
    stage: 'current' | 'previous',
    to: VersionId,
    signal: AbortSignal,
    from?: VersionId,
  ): Promise<'moved' | 'rejected'>;
  /** Removes the pending stage from a version. A stage that is already removed is not an error. */
  clearPending(secret: SecretId, version: VersionId, signal: AbortSignal): Promise<void>;
  /** Writes the status tag, and also the state tag if a state is given. */
  record(secret: SecretId, status: Status, signal: AbortSignal, saveState?: string): Promise<void>;
  /** Writes the state tag: at most 128 characters. */
  saveState(secret: SecretId, text: string, signal: AbortSignal): Promise<void>;
}
