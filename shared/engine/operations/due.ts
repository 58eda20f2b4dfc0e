import { createHash } from 'node:crypto';
import { hour, minute } from '../../runtime/time.ts';
import { PolicyMalformed } from '../rotation/errors.ts';
import type { Policy } from '../rotation/policy.ts';
import type { SecretId } from '../rotation/store.ts';
import { readSchedule, readWindow, type Schedule } from '../rotation/timing.ts';
import { type Recurrence, recurrence } from './recurrence.ts';
import { refuseShortSchedule } from './short-schedule.ts';
import { openingAt } from './window.ts';

/** A share of a window's end is left free, so that a timer still comes by before it closes. */
const usable = 3 / 4;

/** Where a missed rotation is not caught up with, and no window says when it is missed. */
const patience = hour;

/** Milliseconds to wait after the first failure, and after all further ones: an outage is to cost few attempts. */
const pauses = [10 * minute, hour];

/** The next rotation of a secret; it is to begin inside [at, until). Instants in milliseconds since the epoch. */
export interface Due {
  /** What the schedule itself asks for: before any window, and before it is spread. */
  readonly asked: number;
  readonly at: number;
  /** Infinite where there is no window. */
  readonly until: number;
  /** The time that was missed before this one, where there is one. */
  readonly missed: number | undefined;
}

/**
 * When a secret is to be rotated, from its policy, from when it was rotated or else made, and from its name, which
 * spreads a fleet over time. Absent where no schedule is set. Throws PolicyMalformed where no
 * such date exists, or where the grace is longer than the schedule allows.
 */
export function nextDue(secret: SecretId, policy: Policy, since: number, now: number): Due | undefined {
  const schedule = policy.schedule === undefined ? undefined : readSchedule(policy.schedule);
  if (!schedule) return undefined;
  refuseShortSchedule(secret, policy);
  const chances = new Chances(secret, policy, schedule, since);
  const first = chances.after(since);
  if (first.end > now) return delayed(policy, first, undefined);
  if (policy.missed === 'catch-up') return delayed(policy, chances.again(first.asked, now), first.asked);
  const latest = chances.upTo(now);
  const next = latest !== undefined && latest.end > now ? latest : chances.after(now);
  return delayed(policy, next, first.asked);
}

/** Whether the time to rotate has come, and is not over. */
export function isDue({ at, until }: Due, now: number): boolean {
  return at <= now && now < until;
}

interface Chance {
  readonly asked: number;
  readonly at: number;
  readonly until: number;
  /** From when on the rotation counts as missed. */
  readonly end: number;
}

/** The times at which one secret may be rotated. */
class Chances {
  readonly #policy: Policy;
  readonly #times: Recurrence;
  readonly #never: () => PolicyMalformed;
  /** At least 0 and below 1; the same in every process. */
  readonly #fraction: number;
  readonly #window;

  constructor(secret: SecretId, policy: Policy, schedule: Schedule, since: number) {
    this.#policy = policy;
    this.#fraction = createHash('sha256').update(secret).digest().readUInt32BE() / 2 ** 32;
    this.#window = policy.window === undefined ? undefined : readWindow(policy.window);
    this.#never = () => new PolicyMalformed(secret, ['tag rotation:schedule names no date there is']);
    const zone = this.#window?.zone ?? 'UTC';
    try {
      this.#times = recurrence(schedule, this.#anchor(schedule, since), zone);
    } catch {
      throw this.#never();
    }
  }

  after(instant: number): Chance {
    const asked = this.#times.after(instant);
    if (asked === undefined) throw this.#never();
    return this.#chance(asked);
  }

  upTo(instant: number): Chance | undefined {
    const asked = this.#times.upTo(instant);
    return asked === undefined ? undefined : this.#chance(asked);
  }

  /** What was asked for earlier, as if it were now. */
  again(asked: number, now: number): Chance {
    return { ...this.#inWindow(asked, now), asked };
  }

  #chance(asked: number): Chance {
    if (this.#window) return this.#inWindow(asked, asked);
    const at = asked + this.#fraction * this.#times.spread(asked);
    const end = this.#policy.missed === 'catch-up' ? Number.POSITIVE_INFINITY : at + patience;
    return { asked, at, until: Number.POSITIVE_INFINITY, end };
  }

  #inWindow(asked: number, from: number): Chance {
    if (!this.#window) return this.#chance(asked);
    const opening = openingAt(this.#window, from);
    const at = Math.max(asked, this.#slot(opening));
    return { asked, at, until: opening.until, end: opening.until };
  }

  #slot({ from, until }: { readonly from: number; readonly until: number }): number {
    return Math.floor(from + this.#fraction * usable * (until - from));
  }

  /**
   * For a rate of days, a rotation inside the window counts as made at the secret's own place in it: else each would
   * be a little later than the one before, since a timer never comes at once, until one day the window is over.
   */
  #anchor(schedule: Schedule, since: number): number {
    if (!this.#window || schedule.kind === 'calendar' || schedule.days === undefined) return since;
    const opening = openingAt(this.#window, since);
    return opening.from <= since ? Math.min(since, this.#slot(opening)) : since;
  }
}

/** What has failed is not tried again at once. A time that was missed while it waited stays missed. */
function delayed({ status }: Policy, { asked, at, until }: Chance, missed: number | undefined): Due {
  const { failure, failures } = status;
  const pause = failures === 0 ? 0 : (pauses[failures - 1] ?? hour);
  const earliest = failure === undefined ? at : Math.max(at, failure.at + pause);
  return { asked, at: Math.round(earliest), until, missed };
}
