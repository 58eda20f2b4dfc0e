import type { Clock } from '../runtime/clock.ts';
import { internalFailure, throttled, unavailable } from './refusal.ts';

/** What can go wrong with a call. `before` its effect nothing has changed, `after` it everything has. */
export type Fault =
  | { readonly kind: 'throttle' }
  | { readonly kind: 'fail'; readonly status: 500 | 503; readonly when: 'before' | 'after' }
  /** The effect is kept, then the connection breaks off without an answer. */
  | { readonly kind: 'lose-reply' }
  | { readonly kind: 'delay'; readonly milliseconds: number; readonly when: 'before' | 'after' }
  /** The call waits for the promise that `until` returns for it. */
  | { readonly kind: 'hold'; readonly until: () => Promise<void>; readonly when: 'before' | 'after' };

export interface FaultOrder {
  readonly fault: Fault;
  /** Every action when absent. */
  readonly action?: string;
  /** How many fitting calls pass unharmed first; 0 when absent. */
  readonly skip?: number;
  /** How many calls are hit after those; 1 when absent. */
  readonly times?: number;
}

interface Outstanding {
  readonly fault: Fault;
  readonly action: string | undefined;
  skip: number;
  times: number;
}

/** The faults asked for and not yet delivered. A call gets at most one: the one that was asked for first. */
export class Faults {
  #outstanding: Outstanding[] = [];
  #lag = 0;

  ask({ fault, action, skip = 0, times = 1 }: FaultOrder): void {
    this.#outstanding.push({ fault, action, skip, times });
  }

  /** From now on, reads see each change only so many milliseconds after it was made. */
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

  /** The fault for this call, which is thereby delivered. */
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

/** Thrown in place of an answer: the connection is to be cut. */
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
