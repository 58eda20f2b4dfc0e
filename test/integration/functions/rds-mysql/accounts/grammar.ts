import fc from 'fast-check';
import { creation, type Field, type MadeTable } from './field.ts';

/** What about an account decides whether it can be copied. */
export type Trait =
  /** A login must bring what no function has. */
  | 'certificate'
  /** It is let in by the socket as well. */
  | 'socket'
  /** It has a right on what is not there any more. */
  | 'gone'
  /** It has what only the full admin may pass on, or nobody but the server's root. */
  | 'for-full-admin'
  | 'for-nobody'
  | 'locked';

/** Statements with `{it}` for the account. */
interface Part {
  readonly statements: readonly string[];
  readonly trait?: Trait;
}

export interface MadeEntry {
  readonly host: string;
  /** What stands behind `create user {it}`; `{password}` for the literal. */
  readonly identified: string;
  readonly parts: readonly Part[];
}

/** An account as its server may know it: one entry for each host, the first of which lets the tests in. */
export interface MadeAccount {
  readonly entries: readonly [MadeEntry, ...MadeEntry[]];
}

/** Three states of one account, between which somebody changes it. */
export interface Life {
  readonly name: string;
  readonly admin: 'full' | 'limited';
  readonly states: readonly [MadeAccount, MadeAccount, MadeAccount];
}

const part = (statements: string | readonly string[], trait?: Trait): Part => ({
  statements: [statements].flat(),
  ...(trait === undefined ? {} : { trait }),
});

const text = (literal: string) => `'${literal.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

const hostileText = fc.oneof(
  fc.constantFrom(
    '',
    "O'Neil",
    'a WITH GRANT OPTION b',
    "x' ISSUER 'y",
    "' PASSWORD EXPIRE DEFAULT ACCOUNT LOCK",
    '\\',
    "\\'",
    '`',
    '/C=CN/O=a, b',
    'ünï 日本',
  ),
  fc.string({
    unit: fc.constantFrom("'", '\\', '`', '"', ' ', ',', '(', '@', 'a', 'é', '-'),
    minLength: 1,
    maxLength: 8,
  }),
);

const name = fc
  .string({
    unit: fc.constantFrom(
      "'",
      '`',
      '"',
      '\\',
      '@',
      '%',
      '_',
      ' ',
      ',',
      ';',
      '(',
      '.',
      'ü',
      '日',
      'a',
      'B',
      '7',
    ),
    maxLength: 10,
  })
  .filter((text) => text === text.trim());

const number = (min: number) => fc.integer({ min, max: 60_000 });

function pick<One>(from: readonly One[], maxLength = from.length): fc.Arbitrary<One[]> {
  return fc.subarray([...from], { minLength: 1, maxLength });
}

/** `identified …` and what the server then lets in. */
function identified(field: Field): fc.Arbitrary<{ readonly identified: string; readonly trait?: Trait }> {
  if (field.isMysql)
    return fc
      .constantFrom('caching_sha2_password', 'caching_sha2_password', 'sha256_password')
      .map((plugin) => ({ identified: `identified with ${plugin} by {password}` }));
  const native = 'via mysql_native_password using password({password})';
  return fc.oneof(
    { weight: 30, arbitrary: fc.constant({ identified: 'identified by {password}' }) },
    { weight: 10, arbitrary: fc.constant({ identified: `identified ${native}` }) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(`${native} or unix_socket`, `via unix_socket or ${native.slice(4)}`)
        .map((clause) => ({ identified: `identified ${clause}`, trait: 'socket' as const })),
    },
  );
}

/** The clause behind `require`, and whether a function could bring it. */
function required(): fc.Arbitrary<Part> {
  // An empty one is shown until the server reads its tables, and none from then on.
  const demand = hostileText.filter((one) => one !== '');
  const x509 = fc
    .record({ issuer: demand, subject: demand, cipher: demand }, { requiredKeys: [] })
    .map((given) => Object.entries(given).map(([key, value]) => `${key} ${text(value)}`))
    .map((clauses) => (clauses.length === 0 ? 'x509' : clauses.join(' and ')));
  return fc.oneof(
    fc.constantFrom('none', 'ssl').map((clause) => part(`alter user {it} require ${clause}`)),
    x509.map((clause) => part(`alter user {it} require ${clause}`, 'certificate')),
  );
}

function limits(isMysql: boolean, isFirst: boolean): fc.Arbitrary<Part> {
  const counted = {
    max_queries_per_hour: number(2_000),
    max_updates_per_hour: number(2_000),
    max_connections_per_hour: number(500),
    max_user_connections: isMysql || isFirst ? number(10) : fc.oneof(number(10), fc.constant(-1)),
  };
  const timed = isMysql ? {} : { max_statement_time: fc.constantFrom('41', '50.25', '99.000001', '3600') };
  return fc
    .record({ ...counted, ...timed }, { requiredKeys: [] })
    .filter((given) => Object.keys(given).length > 0)
    .map((given) => Object.entries(given).map(([key, value]) => `${key} ${value}`))
    .map((clauses) => part(`alter user {it} with ${clauses.join(' ')}`));
}

const days = fc.integer({ min: 1, max: 400 });

/** Rules for the passwords of an account. What would turn down a login of the tests is not among them. */
function passwordRules(isMysql: boolean): fc.Arbitrary<Part> {
  const lifetime = fc.oneof(
    fc.constantFrom('expire never', 'expire default'),
    days.map((count) => `expire interval ${count} day`),
  );
  const onlyMysql = [
    fc.oneof(
      fc.constant('history default'),
      number(0).map((count) => `history ${count % 50}`),
    ),
    fc.oneof(
      fc.constant('reuse interval default'),
      days.map((count) => `reuse interval ${count} day`),
    ),
    fc.constantFrom('require current', 'require current optional', 'require current default'),
  ];
  return fc
    .oneof(lifetime, ...(isMysql ? onlyMysql : []))
    .map((rule) => part(`alter user {it} password ${rule}`));
}

const lockout = fc
  .record(
    {
      failed_login_attempts: fc.integer({ min: 0, max: 9 }),
      password_lock_time: fc.oneof(fc.integer({ min: 0, max: 9 }).map(String), fc.constant('unbounded')),
    },
    { requiredKeys: [] },
  )
  .map((given) => Object.entries(given).map(([key, value]) => `${key} ${value}`))
  .filter((clauses) => clauses.length > 0)
  .map((clauses) => part(`alter user {it} ${clauses.join(' ')}`));

const described = fc.oneof(
  hostileText.map((comment) => part(`alter user {it} comment ${text(comment)}`)),
  fc
    .dictionary(
      fc.oneof(fc.constantFrom('team', 'comment', '__proto__', 'a.b', '$', ''), hostileText),
      fc.oneof(
        hostileText.map((value) => JSON.stringify(value)),
        fc.constantFrom(
          '1234567890123456789',
          '1.10',
          'true',
          '[1, {"c": null}]',
          '{"d": {"e": [null]}}',
          '{}',
        ),
      ),
      { maxKeys: 3 },
    )
    .map((values) =>
      Object.entries(values)
        .map(([key, value]) => `${JSON.stringify(key)}: ${value}`)
        .join(', '),
    )
    .map((members) => part(`alter user {it} attribute ${text(`{${members}}`)}`)),
);

const withOption = (option: boolean) => (option ? ' with grant option' : '');

const globalPrivileges = {
  mysql: [
    'select',
    'insert',
    'create',
    'process',
    'reload',
    'show databases',
    'create user',
    'file',
    'event',
  ],
  mariadb: [
    'select',
    'insert',
    'create',
    'process',
    'reload',
    'show databases',
    'create user',
    'binlog monitor',
    'slave monitor',
    'connection admin',
    'delete history',
  ],
} as const;

const dynamicPrivileges = [
  'backup_admin',
  'connection_admin',
  'role_admin',
  'application_password_admin',
  'xa_recover_admin',
];

function everywhere({ isMysql, withholds, apart }: Field): fc.Arbitrary<Part> {
  const privileges = globalPrivileges[isMysql ? 'mysql' : 'mariadb'];
  const some = fc
    .tuple(pick<string>(privileges, 5), fc.boolean())
    .map(([list, option]) => part(`grant ${list.join(', ')} on *.* to {it}${withOption(option)}`));
  const but = fc
    .tuple(pick<string>(privileges, 2), fc.boolean())
    .map(([list, option]) =>
      part(
        [`grant all on *.* to {it}${withOption(option)}`, `revoke ${list.join(', ')} on *.* from {it}`],
        ...(isMysql ? (['for-full-admin'] as const) : []),
      ),
    );
  const dynamic = fc
    .tuple(pick(dynamicPrivileges, 3), fc.boolean())
    .map(([list, option]) => part(`grant ${list.join(', ')} on *.* to {it}${withOption(option)}`));
  const system = fc
    .boolean()
    .map((option) => part(`grant system_user on *.* to {it}${withOption(option)}`, 'for-full-admin'));
  const withheld = fc
    .tuple(pick(['select', 'insert', 'create']), pick([apart, '`mysql`', '`sys`']), fc.boolean())
    .map(([list, places, option]) =>
      part([
        `grant select, insert, create on *.* to {it}${withOption(option)}`,
        ...places.map((place) => `revoke ${list.join(', ')} on ${place}.* from {it}`),
      ]),
    );
  return fc.oneof(
    { weight: 12, arbitrary: some },
    { weight: 1, arbitrary: but },
    ...(withholds ? [{ weight: 20, arbitrary: withheld }] : []),
    ...(isMysql
      ? [
          { weight: 8, arbitrary: dynamic },
          { weight: 1, arbitrary: system },
        ]
      : []),
  );
}

const ofTables = [
  'select',
  'insert',
  'update',
  'delete',
  'create',
  'references',
  'index',
  'create view',
  'trigger',
];

function inDatabase({ databases, patterns }: Field): fc.Arbitrary<Part> {
  const privileges = [
    ...ofTables,
    'execute',
    'alter routine',
    'lock tables',
    'event',
    'create temporary tables',
  ];
  const on = fc.constantFrom(...databases, ...patterns);
  return fc.oneof(
    fc
      .tuple(pick(privileges, 4), on, fc.boolean())
      .map(([list, where, option]) =>
        part(`grant ${list.join(', ')} on ${where}.* to {it}${withOption(option)}`),
      ),
    fc
      .tuple(on, pick(privileges, 3), fc.boolean())
      .map(([where, list, option]) =>
        part([
          `grant all on ${where}.* to {it}${withOption(option)}`,
          `revoke ${list.join(', ')} on ${where}.* from {it}`,
        ]),
      ),
    fc
      .tuple(on, fc.boolean())
      .map(([where, option]) => part(`grant all on ${where}.* to {it}${withOption(option)}`)),
    on.map((where) => part(`grant usage on ${where}.* to {it} with grant option`)),
  );
}

function onTable({ on, columns }: MadeTable): fc.Arbitrary<string> {
  const ofColumns = fc
    .tuple(fc.constantFrom('select', 'insert', 'update', 'references'), pick(columns))
    .map(([verb, some]) => `${verb} (${some.join(', ')})`);
  const privileges = fc.oneof(
    fc.uniqueArray(fc.oneof(fc.constantFrom(...ofTables), ofColumns), { minLength: 1, maxLength: 5 }),
    fc.constant(['all']),
  );
  return fc
    .tuple(privileges, fc.boolean())
    .map(([list, option]) => `grant ${list.join(', ')} on ${on} to {it}${withOption(option)}`);
}

function onObject(field: Field): fc.Arbitrary<Part> {
  const table = fc
    .constantFrom(...field.tables)
    .chain(onTable)
    .map((statement) => part(statement));
  const routine = fc
    .tuple(pick(['execute', 'alter routine']), fc.constantFrom(...field.routines), fc.boolean())
    .map(([list, on, option]) => part(`grant ${list.join(', ')} on ${on} to {it}${withOption(option)}`));
  const gone = onTable(field.gone).map((statement) =>
    part([creation(field.gone), statement, `drop table ${field.gone.on}`], 'gone'),
  );
  return fc.oneof(
    { weight: 40, arbitrary: table },
    { weight: 20, arbitrary: routine },
    { weight: 1, arbitrary: gone },
  );
}

function ofRoles({ roles, foreignRole, isMysql }: Field): fc.Arbitrary<Part> {
  const granted = fc.tuple(pick(roles), fc.boolean());
  const admin = (option: boolean) => (option ? ' with admin option' : '');
  const plain = granted.map(([some, option]) =>
    part(some.map((role) => `grant ${role} to {it}${admin(option)}`)),
  );
  const byDefault = granted.map(([some, option]) =>
    part([
      ...some.map((role) => `grant ${role} to {it}${admin(option)}`),
      isMysql ? `set default role ${some.join(', ')} to {it}` : `set default role ${some[0]} for {it}`,
    ]),
  );
  const foreign = fc.constant(
    part(`grant ${foreignRole} to {it}`, ...(isMysql ? [] : (['for-nobody'] as const))),
  );
  return fc.oneof(
    { weight: 10, arbitrary: plain },
    { weight: 10, arbitrary: byDefault },
    { weight: 1, arbitrary: foreign },
  );
}

function ofProxies({ proxied }: Field): fc.Arbitrary<Part> {
  return fc
    .tuple(fc.constantFrom(...proxied, "''@''"), fc.boolean())
    .map(([of, option]) => part(`grant proxy on ${of} to {it}${withOption(option)}`, 'for-full-admin'));
}

/** Whether its password is over is not copied, nor its lock where all entries have it. */
const standing = fc.constantFrom(
  part('alter user {it} password expire'),
  part('alter user {it} account lock', 'locked'),
);

const isLifetime = ({ statements }: Part) =>
  statements.some((one) => / password expire (?:never|default|interval)/.test(one));

/** The first entry lets the tests in: what would keep them out is drawn a few times only. */
function entry(field: Field, host: fc.Arbitrary<string>, isFirst: boolean): fc.Arbitrary<MadeEntry> {
  const rules = fc.oneof(
    { weight: 3, arbitrary: limits(field.isMysql, isFirst) },
    { weight: 4, arbitrary: passwordRules(field.isMysql) },
    ...(field.isMysql
      ? [
          { weight: 3, arbitrary: lockout },
          { weight: 3, arbitrary: described },
        ]
      : []),
  );
  const rights = fc.oneof(
    { weight: 30, arbitrary: everywhere(field) },
    { weight: 40, arbitrary: inDatabase(field) },
    { weight: 40, arbitrary: onObject(field) },
  );
  const require = required().filter(({ trait }) => !isFirst || trait === undefined);
  const parts = fc
    .tuple(
      fc.option(
        isFirst
          ? fc.oneof({ weight: 30, arbitrary: require }, { weight: 1, arbitrary: required() })
          : require,
        { nil: undefined },
      ),
      // One lifetime at most: where it is set anew, MySQL 9.7 may show the former one until it reads its tables.
      fc.uniqueArray(rules, { maxLength: 4, selector: (one) => (isLifetime(one) ? 'lifetime' : one) }),
      fc.array(rights, { maxLength: 5 }),
      // At most once: given again without its option, one is shown without it until the server reads its tables: a role by
      // MySQL 9.7, a proxy by MariaDB.
      fc.option(ofRoles(field), { nil: undefined }),
      fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: ofProxies(field) }),
      fc.oneof(
        { weight: isFirst ? 40 : 8, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: standing },
      ),
    )
    .map(([requirement, some, others, roles, proxy, stands]) =>
      [requirement, ...some, ...others, roles, proxy, stands].filter((one) => one !== undefined),
    );
  return fc.record({ host, method: identified(field), parts }).map(({ host, method, parts }) => ({
    host,
    identified: method.identified,
    parts: method.trait === undefined ? parts : [...parts, part([], method.trait)],
  }));
}

const otherHosts = [
  '10.%',
  '192.168.7.0/255.255.255.0',
  '203.0.113.7',
  'Db-%.Example.COM',
  '%.example.org',
  'a_b.example.net',
  '2001:db8::7',
];

function account(field: Field, host: string): fc.Arbitrary<MadeAccount> {
  const others = fc
    .uniqueArray(fc.constantFrom(...otherHosts), { maxLength: 2 })
    .chain((hosts) => fc.tuple(...hosts.map((one) => entry(field, fc.constant(one), false))));
  return fc
    .tuple(entry(field, fc.constant(host), true), fc.oneof(fc.constant([]), others))
    .map(([first, rest]) => ({ entries: [first, ...rest] }));
}

export function life(field: Field): fc.Arbitrary<Life> {
  const states = fc.constantFrom('%', 'localhost').chain((host) => {
    const state = account(field, host);
    return fc.tuple(state, state, state);
  });
  const admin = fc.constantFrom('full' as const, 'full' as const, 'full' as const, 'limited' as const);
  return fc.record({ name, admin, states }).filter(outlivesReading);
}

/**
 * MySQL and MariaDB store a right on a routine with each byte of a name as a letter: where one is not ASCII, they have
 * lost the right once they read their tables again, as after the failed statement of anybody.
 */
function outlivesReading({ name, states }: Life): boolean {
  const statements = states.flatMap(({ entries }) =>
    entries.flatMap(({ parts }) => parts.flatMap((one) => one.statements)),
  );
  return /^[ -~]*$/.test(name) || !statements.some((one) => / on (?:procedure|function) /.test(one));
}

export function traitsOf({ entries }: MadeAccount): readonly ReadonlySet<Trait>[] {
  return entries.map(
    ({ parts }) => new Set(parts.flatMap(({ trait }) => (trait === undefined ? [] : [trait]))),
  );
}
