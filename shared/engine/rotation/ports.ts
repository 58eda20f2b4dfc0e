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
  /** Makes the id of a new version; unique, not secret. */
  readonly mint: () => VersionId;
  readonly emit: Listener;
  /** What `rotation:environment` must say, where both are given. */
  readonly environmentName: string | undefined;
  /** What only who deploys the function may say of secrets; nothing where absent. */
  readonly configuration?: Configuration | undefined;
  /** An operator evicts everybody: what holds the service's lock is ended, and no grace is kept. */
  readonly emergency?: boolean;
  /** Called where it has ended sessions before the eviction counts them. */
  readonly ended?: (sessions: number) => void;
  /** Called for what it has found, or made, disabled in the service: a failure names it. */
  readonly disabled?: (name: string) => void;
  /** The account that an operator has named, for which nobody need log in. */
  readonly account?: string | undefined;
  /** Other secrets of the type whose status has one of these places, of which the first is its own; nobody looks where it is absent. */
  readonly neighbours?: (
    secret: SecretId,
    places: readonly [string, ...string[]],
    signal: AbortSignal,
  ) => Promise<readonly SecretId[]>;
  /** Aborts after the few seconds for which a stranger's server may be waited for; as `signal` does where it is absent. */
  readonly soon?: () => Disposable & { readonly signal: AbortSignal };
  /** Aborts when the invocation has to end. */
  readonly signal: AbortSignal;
  /** Aborts somewhat later, so that a failure at the deadline can still be recorded. */
  readonly closing: AbortSignal;
}
