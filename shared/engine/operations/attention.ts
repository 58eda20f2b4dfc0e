import type { SecretStatus } from './secret-status.ts';

type State = SecretStatus['state'];

/** The rank of each state. A state with a lower rank needs the operator sooner. */
const urgency: Readonly<Record<State, number>> = {
  drifted: 0,
  stopped: 1,
  malformed: 2,
  failing: 3,
  due: 4,
  new: 5,
  off: 6,
  ok: 7,
  deleting: 8,
};

export const states: readonly string[] = Object.keys(urgency);

/** Compares two secrets for the order of a fleet: by need of the operator, then by next rotation, then by name. */
export function byAttention(one: SecretStatus, other: SecretStatus): number {
  if (one.state !== other.state) return urgency[one.state] - urgency[other.state];
  const [due, otherDue] = [one.dueAt ?? Number.MAX_VALUE, other.dueAt ?? Number.MAX_VALUE];
  if (due !== otherDue) return due - otherDue;
  return one.secret < other.secret ? -1 : Number(one.secret > other.secret);
}

/** Counts the secrets in each state that occurs, the most urgent state first. */
export function countStates(standings: readonly SecretStatus[]): ReadonlyMap<State, number> {
  const counts = new Map<State, number>();
  for (const { state } of standings) counts.set(state, (counts.get(state) ?? 0) + 1);
  return new Map([...counts].sort(([one], [other]) => urgency[one] - urgency[other]));
}
