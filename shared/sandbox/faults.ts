import type { Clock } from '../runtime/clock.ts';
import { internalFailure, throttled, unavailable } from './refusal.ts';

/**
 * Faults of a call. A fault `before` the effect leaves everything unchanged. A fault `after` the effect leaves the
 * whole change made.
 */
export type Fault =
  | { readonly kind: 'throttle' }
  | { readonly kind: 'fail'; readonly status: 500 | 503; readonly when: 'before' | 'after' }
  /** Keeps the effect, then cuts the connection without a response. */
  | { readonly kind: 'lose-reply' }
  | { readonly kind: 'delay'; readonly milliseconds: number; readonly when: 'before' | 'after' }
  /** Holds the call until the promise that `until` returns for it resolves. */
  | { readonly kind: 'hold'; readonly until: () => Promise<void>; readonly when: 'before' | 'after' };

export interface FaultOrder {
  readonly fault: Fault;
  /** Action to hit; every action if absent. */
  readonly action?: string;
  /** Number of matching calls that pass unharmed first; 0 if absent. */
  readonly skip?: number;
  /** Number of matching calls that are hit after those; 1 if absent. */
  readonly times?: number;
}

interface Outstanding {
  readonly fault: Fault;
  readonly action: string | undefined;
  skip: number;
  times: number;
}

/** Faults that were requested and are not delivered yet. A call gets at most one of them, the earliest that is due. */
export class Faults {
  #outstanding: Outstanding[] = [];
  #lag = 0;

  ask({ fault, action, skip = 0, times = 1 }: FaultOrder): void {
    this.#outstanding.push({ fault, action, skip, times });
  }

  /** Makes reads see each change only this many milliseconds after it was made. */
  staleReads(milliseconds: number): void {
    this.#lag = milliseconds;
  }

  clear(): void {
    this.#outstanding = [];
    this.#lag = 0;
  }

  get lag(): number {
    return this.#lag;
  }

  /** Returns the fault for this call, and counts it as delivered. */
  take(action: string): Fault | undefined {
    const fitting = this.#outstanding.filter(
      (order) => order.action === undefined || order.action === action,
    );
    const due = fitting.find((order) => order.skip === 0);
    for (const order of fitting) if (order !== due && order.skip > 0) order.skip -= 1;
    if (due === undefined) return undefined;
    due.times -= 1;
    if (due.times <= 0) this.#outstanding = this.#outstanding.filter((order) => order !== due);
    return due.fault;
  }
}

/** The error thrown in place of a response. The server then cuts the connection. */
export class LostReply extends Error {}

export async function strike(
  fault: Fault | undefined,
  when: 'before' | 'after',
  clock: Clock,
  closing: AbortSignal,
): Promise<void> {
  switch (fault?.kind) {
    case undefined:
      return;
    case 'throttle':
      if (when === 'before') throw throttled();
      return;
    case 'lose-reply':
      if (when === 'after') throw new LostReply();
      return;
    case 'fail':
      if (when === fault.when) throw fault.status === 500 ? internalFailure() : unavailable();
      return;
    case 'delay':
      if (when === fault.when) await clock.sleep(fault.milliseconds, closing).catch(() => undefined);
      return;
    case 'hold':
      if (when === fault.when) await fault.until();
      return;
    default:
      fault satisfies never;
  }
}
