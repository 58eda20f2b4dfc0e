import type { RotationContext, Service } from '../../../shared/engine/rotation/service.ts';
import { VersionId } from '../../../shared/engine/rotation/store.ts';
import { systemClock } from '../../../shared/runtime/system-clock.ts';

/** A service as a test calls it by hand: about one version, of no store. */
export interface ByHand<Value> extends AsyncDisposable {
  readonly strategy: string;
  readonly reason: string;
  readonly overlaps: Service<Value>['acceptsBoth'];
  next(): Promise<Value>;
  set(next: Value, fresh: boolean): Promise<void>;
  prove(next: Value): Promise<void>;
  confirmLock(): Promise<void>;
}

/** What a type that keeps no notes never asks for. */
export const withoutStore = {
  staged: async () => ({ current: undefined, pending: undefined, previous: undefined }),
  readState: async () => undefined,
  saveState: async () => {},
  remember: () => {},
  located: () => {},
  remark: () => {},
  emergency: false,
  ended: () => {},
  disabled: () => {},
  isSuspect: async () => false,
  named: undefined,
  promotedAt: undefined,
  clock: systemClock,
} satisfies Partial<RotationContext<never>>;

const version = VersionId.parse('by-hand');

export function byHand<Value>(service: Service<Value>): ByHand<Value> {
  const { strategy, reason, acceptsBoth: overlaps } = service;
  return {
    strategy,
    reason,
    overlaps,
    next: () => service.create(version),
    set: async (next, fresh) => service.set(next, fresh, version),
    prove: (next) => service.test(next, version),
    confirmLock: () => service.confirmLock(),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}
