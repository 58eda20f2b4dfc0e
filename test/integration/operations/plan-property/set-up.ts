import fc from 'fast-check';
import type { Engine } from '../../../support/servers/server.ts';
import { mysqlChoices } from './mysql-choices.ts';
import { postgresqlChoices } from './postgresql-choices.ts';

/**
 * What a set-up may be of on one engine. `{app}`, `{two}`, `{dba}`, `{role}` and `{db}` stand for the account, the second
 * one, the admin, a role and the database.
 */
export interface Choices {
  readonly strategies: readonly string[];
  /** Rights of the account, each with the statement that lets an admin pass it on, if there is one. */
  readonly rights: readonly (readonly [give: string, allow?: string])[];
  /** Limits of the account, what its logins must bring, and what became of it. */
  readonly attributes: readonly string[];
  readonly hosts: readonly string[];
}

/** How somebody has set up one secret and its server. */
export interface SetUp {
  readonly strategy: string;
  readonly admin: 'full' | 'as on RDS' | 'few rights' | 'no right' | 'none' | 'wrong password';
  readonly rights: Choices['rights'];
  /** Whether the admin may pass on the right at the same place. */
  readonly allowed: readonly boolean[];
  readonly attributes: readonly string[];
  readonly database: 'there' | 'not named' | 'gone';
  readonly second: 'none' | 'equal' | 'with other rights' | 'of a stranger';
  readonly previous: 'none' | 'right' | 'wrong';
  readonly current: 'right' | 'wrong';
  readonly probe: string | undefined;
  readonly host: string | undefined;
}

const choices: { readonly [engine in Engine]: Choices } = {
  mysql: mysqlChoices('mysql'),
  mariadb: mysqlChoices('mariadb'),
  postgresql: postgresqlChoices,
};

const probes = [
  'select count(*) from {db}.orders',
  'select 1',
  'select no_such_column',
  'select * from {db}.gone',
];

/** The likelier ones come first, so that most set-ups would work but for one thing or two. */
export function setUp(engine: Engine): fc.Arbitrary<SetUp> {
  const { strategies, rights, attributes, hosts } = choices[engine];
  const mostly = <T>(weight: number, usual: T, ...others: readonly T[]) =>
    fc.oneof({ weight, arbitrary: fc.constant(usual) }, ...others.map((one) => fc.constant(one)));
  return fc.record({
    strategy: fc.constantFrom(...strategies),
    admin: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom<SetUp['admin']>('full', 'as on RDS', 'few rights', 'none') },
      { weight: 3, arbitrary: fc.constant<SetUp['admin']>('as on RDS') },
      fc.constantFrom<SetUp['admin']>('no right', 'wrong password'),
    ),
    rights: fc.uniqueArray(fc.constantFrom(...rights), { maxLength: 4, selector: ([give]) => give }),
    allowed: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)), {
      minLength: 4,
      maxLength: 4,
    }),
    attributes: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      fc.uniqueArray(fc.constantFrom(...attributes), { maxLength: 2 }),
    ),
    database: mostly<SetUp['database']>(12, 'there', 'not named', 'gone'),
    second: mostly<SetUp['second']>(
      3,
      'none',
      'equal',
      'equal',
      'equal',
      'with other rights',
      'of a stranger',
    ),
    previous: mostly<SetUp['previous']>(4, 'right', 'none', 'wrong'),
    current: mostly<SetUp['current']>(15, 'right', 'wrong'),
    probe: mostly<string | undefined>(12, undefined, ...probes),
    host: mostly<string | undefined>(12, undefined, ...hosts),
  });
}
