import type { Session } from '../connector.ts';
import { identifier } from '../quoting.ts';
import { attributes, limits } from './attributes.ts';
import { givenByDefault, gottenByDefault, withheldByDefault } from './default-privileges.ts';
import { holders } from './holders.ts';
import { memberships, membershipsWithOptions } from './memberships.ts';
import { elsewhere, userMappings } from './out-of-reach.ts';
import { policies } from './policies.ts';
import { privileges } from './privileges.ts';
import { settings } from './settings.ts';

/** A statement as the texts around the name of the role it is about. */
export type Statement = readonly string[];

/** One right of one role; the columns are told in `holders.ts`. */
export interface Right {
  readonly holder: string;
  readonly key: string;
  readonly label: string;
  readonly give: Statement | null;
  readonly take: Statement | null;
  readonly fix: Statement | null;
  readonly acting: string | null;
  readonly shared: boolean;
  readonly mayGive: boolean;
  readonly mayTake: boolean;
}

/** Reads every right of the roles at once; any role may. `release` is the server's major version. */
export function readRights(
  session: Session,
  release: number,
  roles: readonly string[],
): Promise<readonly Right[]> {
  const queries = [
    attributes,
    limits,
    release < 16 ? memberships : membershipsWithOptions,
    privileges(release),
    givenByDefault,
    withheldByDefault,
    gottenByDefault,
    settings(release),
    policies,
    userMappings,
    elsewhere,
  ];
  return session.query<Right>(holders + queries.join('union all'), [roles]);
}

export function spell(statement: Statement, role: string): string {
  const [before = '', after] = statement;
  return after === undefined ? before : `${before} ${identifier(role)} ${after}`.trimEnd();
}
