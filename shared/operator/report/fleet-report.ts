import { byAttention, countStates } from '../../engine/operations/attention.ts';
import type { ListedSecret, SecretId } from '../../engine/rotation/store.ts';
import { type Concern, concerns } from './concern.ts';
import { type Member, member } from './member.ts';
import type { Users } from './users.ts';

/** How a fleet stands at one moment; no value of a secret is in it, nor is one read for it. */
export interface FleetReport {
  readonly region: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly states: Readonly<Record<string, number>>;
  /** What needs the operator, the worst first. */
  readonly concerns: readonly Concern[];
  readonly members: readonly Member[];
}

export interface Taken {
  readonly region: string | undefined;
  readonly at: number;
  readonly users?: ReadonlyMap<SecretId, Users>;
}

export function fleetReport(fleet: readonly ListedSecret[], taken: Taken): FleetReport {
  return reportOf(
    fleet.map((listed) => member(listed, taken.at)),
    taken,
  );
}

/** The same of a fleet of which no more is kept than a report tells. */
export function reportOf(found: readonly Member[], { region, at, users }: Taken): FleetReport {
  const members = found.map((one) => ({ ...one, users: users?.get(one.secret) })).sort(byAttention);
  return {
    region,
    at,
    states: Object.fromEntries(countStates(members)),
    concerns: concerns(members, at),
    members,
  };
}
