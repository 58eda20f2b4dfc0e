import type { Ports } from '../../rotation/ports.ts';
import { parseStatus } from '../../rotation/status.ts';
import { type ListedSecret, type SecretId, secretName } from '../../rotation/store.ts';
import type { Task } from './assess.ts';
import type { Fleet } from './ports.ts';
import { runPool } from './run-pool.ts';

type Neighbours = NonNullable<Ports<unknown>['neighbours']>;

/** Secrets of one type whose accounts seem to be at one place. Only their logins prove it. */
export class Neighbourhood {
  readonly #secrets = new Map<string, Set<SecretId>>();
  /** The places at which the account of each secret seems to be. */
  readonly #places = new Map<SecretId, Set<string>>();

  /** Records the place that the status of a secret names. Ignores a secret that is to be deleted. */
  remember({ secret, tags, plannedDeleteTime }: ListedSecret): void {
    const place = placeOf(tags);
    if (place !== undefined && plannedDeleteTime === undefined) this.add(secret, place);
  }

  add(secret: SecretId, place: string): void {
    this.#secrets.set(place, (this.#secrets.get(place) ?? new Set()).add(secret));
    this.#places.set(secret, (this.#places.get(secret) ?? new Set()).add(place));
  }

  of(secret: SecretId, around: readonly string[] = []): readonly SecretId[] {
    const places = [...(this.#places.get(secret) ?? []), ...around];
    const found = new Set(places.flatMap((place) => [...(this.#secrets.get(place) ?? [])]));
    return [...found].filter((other) => other !== secret);
  }

  /** Returns the neighbours of a secret. A place found in one session of a sweep is known to the later ones. */
  readonly ask: Neighbours = async (secret, [place, ...around]) => {
    this.add(secret, place);
    return this.of(secret, around);
  };
}

/** The most values that `meet` reads in one sweep. */
const most = 500;

/**
 * Compares by value the secrets that no session has opened before and those that are due beside them. The places of the
 * new ones are not known, and a rotation would show them too late.
 */
export async function meet<Value>(
  ports: Ports<Value>,
  hood: Neighbourhood,
  tasks: readonly Task[],
  concurrency: number,
  hasTime: () => boolean,
): Promise<void> {
  const { type, store, signal } = ports;
  const isNew = ({ policy }: Task) => policy.status.place === undefined;
  const seen = tasks.filter((task) => isNew(task) || task.kind === 'rotate');
  if (!type.place || seen.length < 2 || !seen.some(isNew)) return;
  await runPool(seen.slice(0, most), concurrency, hasTime, async ({ secret, policy }) => {
    try {
      const { value, dataType } = await store.readCurrent(secret, signal);
      const { server, account } = type.place?.(type.parse(secret, value, dataType), policy) ?? {};
      if (account !== undefined) hood.add(secret, JSON.stringify([server, account]));
    } catch {
      // Its own rotation reports what is wrong with it.
    }
  });
}

/**
 * Returns a search for the neighbours of one secret, by the statuses of its type. If these cannot be listed, it returns
 * those found so far: a rotation does not fail for that.
 */
export function listNeighbours(fleet: Fleet, type: string): Neighbours {
  return async (secret, places, signal) => {
    const found: SecretId[] = [];
    try {
      for await (const { secret: other, tags, plannedDeleteTime } of fleet.list(signal)) {
        if (tags['rotation:type'] !== type || plannedDeleteTime !== undefined) continue;
        const place = placeOf(tags);
        const isOther = secretName(other) !== secretName(secret);
        if (isOther && place !== undefined && places.includes(place)) found.push(other);
      }
    } catch {
      return found;
    }
    return found;
  };
}

/** Returns the place in a status, but not for a drifted value: that does not log in, and a server counts each try. */
function placeOf(tags: ListedSecret['tags']): string | undefined {
  const { place, drifted } = parseStatus(tags['rotation:status']);
  return drifted === undefined ? place : undefined;
}
