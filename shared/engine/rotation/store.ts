import * as z from 'zod';
import type { Sensitive } from '../../runtime/sensitive.ts';
import type { Status } from './status.ts';

/** A secret's name (at most 192 characters) or ARN. Source: KMS CreateSecret. */
export const SecretId = z
  .string()
  .regex(/^(acs:kms:[a-z0-9-]+:\d+:secret\/)?[\w/+=.@-]{1,192}$/, 'is no name or ARN of a secret')
  .brand<'SecretId'>();
export type SecretId = z.output<typeof SecretId>;

/**
 * The bare name, also of an ARN: for the operations that document a name only. The name of another account's secret may
 * be one of this account too, which is why a store compares the ARN where it describes a secret.
 */
export function secretName(secret: SecretId): string {
  const [, name] = secret.split(':secret/');
  return name ?? secret;
}

/** At most 64 characters (KMS CreateSecret); the alphabet is undocumented, so the narrowest of its examples. */
export const VersionId = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'is no version id of at most 64 letters, digits, - _ or .')
  .brand<'VersionId'>();
export type VersionId = z.output<typeof VersionId>;

/** Which version carries which stage, and every version that still exists. */
export interface Stages {
  readonly current: VersionId | undefined;
  readonly pending: VersionId | undefined;
  readonly previous: VersionId | undefined;
  /** The newest first. */
  readonly versions: readonly VersionId[];
  /** When the current version was stored, in milliseconds since the epoch, where the store tells it. */
  readonly currentSince?: number | undefined;
}

export interface Description {
  readonly secret: SecretId;
  /** The tags of the secret, as they are. */
  readonly tags: Readonly<Record<string, string>>;
  /** When it was made, in milliseconds since the epoch, where the store tells it. */
  readonly createTime?: number | undefined;
}

/** A secret as a listing of all secrets shows it. Times in milliseconds since the epoch. */
export interface ListedSecret extends Omit<Description, 'createTime'> {
  readonly createTime: number | undefined;
  /** Set while the secret is in its deletion window. */
  readonly plannedDeleteTime: number | undefined;
}

/** What a value is, as KMS tells it apart. A binary one stays the text it came as: its encoding is undocumented. */
export type DataType = 'text' | 'binary';

export interface StoredValue {
  readonly version: VersionId;
  readonly value: Sensitive;
  readonly dataType: DataType;
}

/**
 * The secrets API as the engine sees it. Every call is safe to repeat, ends with the signal, and throws a
 * RotationError. There is deliberately no way to store a value as current, and none to delete one.
 */
export interface Store {
  /** Throws SecretNotFound, SecretInDeletion, or `strategy-unavailable` for a secret KMS rotates by itself. */
  describe(secret: SecretId, signal: AbortSignal): Promise<Description>;
  stages(secret: SecretId, signal: AbortSignal): Promise<Stages>;
  readCurrent(secret: SecretId, signal: AbortSignal): Promise<StoredValue>;
  read(secret: SecretId, version: VersionId, signal: AbortSignal): Promise<StoredValue>;
  /**
   * Stores a value under a new version as pending. `taken` when the version already holds another value: that
   * refusal is the store's only compare-and-set.
   */
  putPending(
    secret: SecretId,
    version: VersionId,
    value: Sensitive,
    signal: AbortSignal,
    dataType?: DataType,
  ): Promise<'stored' | 'taken'>;
  /**
   * Moves a stage to a version, from the one that is named where one is. `rejected` when the store will not have the
   * stage there: whether the previous stage may join the current one is not documented. Nor is what a store does where
   * the stage is not on `from` any more: after `moved`, too, only reading the stages tells.
   */
  move(
    secret: SecretId,
    stage: 'current' | 'previous',
    to: VersionId,
    signal: AbortSignal,
    from?: VersionId,
  ): Promise<'moved' | 'rejected'>;
  /** Takes the pending stage off a version; done already is no error. */
  clearPending(secret: SecretId, version: VersionId, signal: AbortSignal): Promise<void>;
  /** Writes the status tag, and the state tag with it where one is given. */
  record(secret: SecretId, status: Status, signal: AbortSignal, saveState?: string): Promise<void>;
  /** Writes the state tag: at most 128 characters. */
  saveState(secret: SecretId, text: string, signal: AbortSignal): Promise<void>;
}
