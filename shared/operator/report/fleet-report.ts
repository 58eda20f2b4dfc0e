import { byAttention, countStates } from '../../engine/operations/attention.ts';
import type { ListedSecret, SecretId } from '../../engine/rotation/store.ts';
import { type Concern, concerns } from './concern.ts';
import { type Member, member } from './member.ts';
import type { Users } from './users.ts';

/** The status of a fleet at one moment. It contains no value of a secret, and no value is read for it. */
export interface FleetReport {
  readonly region: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly states: Readonly<Record<string, number>>;
  /** The things that need the operator, the worst first. */
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

/** Returns the report of members. The caller keeps only these, and not the whole listing of a fleet. */
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
