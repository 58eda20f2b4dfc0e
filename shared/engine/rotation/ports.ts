import type { Clock } from '../../runtime/clock.ts';
import type { Configuration } from './configuration.ts';
import type { Listener } from './lifecycle.ts';
import type { SecretType } from './service.ts';
import type { SecretId, Store, VersionId } from './store.ts';

/** All that the engine takes from outside. It has no clock, no environment and no network of its own. */
export interface Ports<Value> {
  readonly store: Store;
  readonly type: SecretType<Value>;
  readonly clock: Clock;
  /** Makes the id of a new version, which is unique but not secret. */
  readonly mint: () => VersionId;
  readonly emit: Listener;
  /** The value that `rotation:environment` must have, if both are given. */
  readonly environmentName: string | undefined;
  /** Settings for secrets that only the deployer of the function may make. If absent, there are none. */
  readonly configuration?: Configuration | undefined;
  /** Whether an operator revokes everything: the holder of the service's lock is ended, and no grace is kept. */
  readonly emergency?: boolean;
  /** Reports sessions that an emergency has ended before the revocation counts them. */
  readonly ended?: (sessions: number) => void;
  /** Reports an event in the service that an emergency has disabled, or found disabled. A failure names it. */
  readonly disabled?: (name: string) => void;
  /** The account that an operator has named, for which no stored value has to log in. */
  readonly account?: string | undefined;
  /**
   * Finds other secrets of the type whose status has one of these places. The first place is the secret's own. If
   * absent, nobody looks for them.
   */
  readonly neighbours?: (
    secret: SecretId,
    places: readonly [string, ...string[]],
    signal: AbortSignal,
  ) => Promise<readonly SecretId[]>;
  /**
   * Makes a signal that aborts after the few seconds for which a session may wait for a stranger's server. If absent,
   * `signal` is used.
   */
  readonly soon?: () => Disposable & { readonly signal: AbortSignal };
  /** Aborts when the invocation has to end. */
  readonly signal: AbortSignal;
  /** Aborts somewhat later, so that a failure at the deadline can still be recorded. */
  readonly closing: AbortSignal;
}
