import { createHash } from 'node:crypto';
import { hour, minute } from '../../runtime/time.ts';
import { PolicyMalformed } from '../rotation/errors.ts';
import type { Policy } from '../rotation/policy.ts';
import type { SecretId } from '../rotation/store.ts';
import { readSchedule, readWindow, type Schedule } from '../rotation/timing.ts';
import { type Recurrence, recurrence } from './recurrence.ts';
import { refuseShortSchedule } from './short-schedule.ts';
import { openingAt } from './window.ts';

/** The share of a window in which rotations begin. The rest stays free, so that a timer still fires before the end. */
const usablePart = 3 / 4;

/** Milliseconds until a rotation counts as missed, if it is not caught up and no window sets the limit. */
const patience = hour;

/** Milliseconds to wait after the first failure, and after each further one. An outage should cost few attempts. */
const pauses = [10 * minute, hour];

/** The next rotation of a secret. It should begin inside [at, until). Instants are in milliseconds since the epoch. */
export interface Due {
  /** The time that the schedule itself asks for, before any window and before spreading. */
  readonly asked: number;
  readonly at: number;
  /** The end of the window; infinite if there is no window. */
  readonly until: number;
  /** The time that was missed before this one, if there is one. */
  readonly missed: number | undefined;
}

/**
 * Returns the next rotation of a secret, or undefined if no schedule is set. `since` is its last rotation, or else its
 * creation; the name of the secret spreads a fleet over time. Throws PolicyMalformed if no such date exists, or if the
 * grace is longer than the schedule allows.
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

interface NextTime {
  readonly asked: number;
  readonly at: number;
  readonly until: number;
  /** The instant from which the rotation counts as missed. */
  readonly end: number;
}

/** The times at which one secret may be rotated. */
class Chances {
  readonly #policy: Policy;
  readonly #times: Recurrence;
  readonly #never: () => PolicyMalformed;
  /** A number of at least 0 and below 1; the same in every process. */
  readonly #fraction: number;
  readonly #window;

  constructor(secret: SecretId, policy: Policy, schedule: Schedule, since: number) {
    this.#policy = policy;
    this.#fraction = createHash('sha256').update(secret).digest().readUInt32BE() / 2 ** 32;
    this.#window = policy.window === undefined ? undefined : readWindow(policy.window);
    this.#never = () => new PolicyMalformed(secret, ['tag rotation:schedule matches no existing date']);
    const zone = this.#window?.zone ?? 'UTC';
    try {
      this.#times = recurrence(schedule, this.#anchor(schedule, since), zone);
    } catch {
      throw this.#never();
    }
  }

  after(instant: number): NextTime {
    const asked = this.#times.after(instant);
    if (asked === undefined) throw this.#never();
    return this.#chance(asked);
  }

  upTo(instant: number): NextTime | undefined {
    const asked = this.#times.upTo(instant);
    return asked === undefined ? undefined : this.#chance(asked);
  }

  /** Returns a rotation that the schedule asked for earlier, as if it asked for it now. */
  again(asked: number, now: number): NextTime {
    return { ...this.#inWindow(asked, now), asked };
  }

  #chance(asked: number): NextTime {
    if (this.#window) return this.#inWindow(asked, asked);
    const at = asked + this.#fraction * this.#times.spread(asked);
    const end = this.#policy.missed === 'catch-up' ? Number.POSITIVE_INFINITY : at + patience;
    return { asked, at, until: Number.POSITIVE_INFINITY, end };
  }

  #inWindow(asked: number, from: number): NextTime {
    if (!this.#window) return this.#chance(asked);
    const opening = openingAt(this.#window, from);
    const at = Math.max(asked, this.#slot(opening));
    return { asked, at, until: opening.until, end: opening.until };
  }

  #slot({ from, until }: { readonly from: number; readonly until: number }): number {
    return Math.floor(from + this.#fraction * usablePart * (until - from));
  }

  /**
   * Returns the instant from which a schedule counts. With a rate of days, a rotation inside the window counts as made
   * at the secret's own time in it. A timer never fires at once: without this rule, each rotation would be later than
   * the last, and one day miss the window.
   */
  #anchor(schedule: Schedule, since: number): number {
    if (!this.#window || schedule.kind === 'calendar' || schedule.days === undefined) return since;
    const opening = openingAt(this.#window, since);
    return opening.from <= since ? Math.min(since, this.#slot(opening)) : since;
  }
}

/** Delays the next attempt after a failure. A time that was missed during the wait stays missed. */
function delayed({ status }: Policy, { asked, at, until }: NextTime, missed: number | undefined): Due {
  const { failure, failures } = status;
  const pause = failures === 0 ? 0 : (pauses[failures - 1] ?? hour);
  const earliest = failure === undefined ? at : Math.max(at, failure.at + pause);
  return { asked, at: Math.round(earliest), until, missed };
}
