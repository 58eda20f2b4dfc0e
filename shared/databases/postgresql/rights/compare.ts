import { type Right, type Statement, spell } from './rights.ts';

/** The two accounts that take turns, and the role both are members of and act as. */
export interface Roles {
  readonly current: string;
  readonly next: string;
  readonly owner: string;
}

export interface Change {
  readonly label: string;
  readonly statement: string;
  /** Around an admin's name: what lets it make this change. */
  readonly fix: Statement | null;
  /** The role to act as, where the session's own would not do. */
  readonly acting: string | null;
  /** Whether the session may make it, as far as the catalogs tell. */
  readonly allowed: boolean;
}

/** What makes the rights of the next account those of the current one, and what cannot be made so from here. */
export interface Comparison {
  readonly changes: readonly Change[];
  readonly missing: readonly string[];
}

/**
 * The next account still holds the rights the current one had at the last rotation, so what differs between
 * the two is what somebody changed since. The owning role, as which the sessions of both act, follows:
 *
 * | current | next | owner |                                                                              |
 * |---------|------|-------|------------------------------------------------------------------------------|
 * | has it  | no   | any   | given since: next gets it, and the owner                                     |
 * | has it  | yes  | no    | taken from the owner on purpose: stays so, unless the pair is being made     |
 * | no      | yes  | any   | taken since: next loses it, and the owner                                    |
 * | no      | no   | yes   | the owner's own: stays                                                       |
 */
export function compareRights(rights: readonly Right[], roles: Roles, making: boolean): Comparison {
  const has = (role: string) => new Set(rights.filter(({ holder }) => holder === role).map(({ key }) => key));
  const [current, next, owner] = [has(roles.current), has(roles.next), has(roles.owner)];
  const of = (role: string) => rights.filter(({ holder }) => holder === role);
  const taken = of(roles.next).filter(({ key }) => !current.has(key));
  const takenKeys = new Set(taken.map(({ key }) => key));
  const takes = [...taken, ...of(roles.owner).filter(({ key, shared }) => shared && takenKeys.has(key))];
  const given = distinct(of(roles.current)).filter(({ key }) => !next.has(key));
  const shared = distinct(of(roles.current)).filter(
    ({ key, shared }) => shared && !owner.has(key) && (making || !next.has(key)),
  );
  const gives = [
    ...given.map((right) => ({ right, role: roles.next })),
    ...shared.map((right) => ({ right, role: roles.owner })),
  ];
  return {
    changes: [
      ...takes.flatMap((right) => change(right, right.take, right.holder, right.acting, right.mayTake)),
      ...gives.flatMap(({ right, role }) => change(right, right.give, role, null, right.mayGive)),
    ],
    missing: gives.filter(({ right }) => right.give === null).map(({ right, role }) => lacks(right, role)),
  };
}

/** In what the next account differs from the current one, for messages. */
export function differences(rights: readonly Right[], { current, next }: Omit<Roles, 'owner'>): string[] {
  const of = (role: string) => rights.filter(({ holder }) => holder === role);
  const lacking = without(of(current), of(next)).map((right) => lacks(right, next));
  const excess = without(of(next), of(current)).filter(({ take }) => take !== null);
  return [...new Set([...lacking, ...excess.map(({ label }) => `only ${next} has ${label}`)])];
}

function without(rights: readonly Right[], others: readonly Right[]): readonly Right[] {
  const keys = new Set(others.map(({ key }) => key));
  return rights.filter(({ key }) => !keys.has(key));
}

function change(
  right: Right,
  form: Statement | null,
  role: string,
  acting: string | null,
  allowed: boolean,
): Change[] {
  if (form === null) return [];
  return [{ label: right.label, statement: spell(form, role), fix: right.fix, acting, allowed }];
}

function lacks({ label }: Right, role: string): string {
  return `${role} lacks ${label}`;
}

/** A right that several grantors gave is one right. */
function distinct(rights: readonly Right[]): readonly Right[] {
  return [...new Map(rights.map((right) => [right.key, right])).values()];
}
