import { expect, it } from 'vitest';
import { parseSecret } from '../../../../functions/rds-postgresql/secret.ts';
import { refuseUnlikeSessions } from '../../../../functions/rds-postgresql/strategies/same-role.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import type { Pair } from '../../../../shared/services/postgresql/pair.ts';
import type { Role } from '../../../../shared/services/postgresql/roles.ts';

const role: Role = {
  name: 'app',
  superuser: false,
  createsRoles: false,
  replicates: false,
  logsIn: true,
  expired: false,
  limit: -1,
  until: 'infinity',
  settings: [],
  owns: false,
  isMember: false,
  administered: true,
};
const acting = (stored: string, database: string | null = null) => ({
  place: database === null ? '' : `in database ${database} `,
  database,
  plain: 'role',
  name: 'role',
  stored,
  value: `'${stored}'`,
  mayGive: true,
});

/** As the catalogs of a server have it whose release passes over `alter role … set role`. */
const pair = (first: Role): Pair => ({
  names: { current: 'app', next: 'app_rt', first: 'app', second: 'app_rt' },
  release: { major: 17, number: 170002, actsForAll: false },
  actor: { ...role, name: 'dba' },
  first,
  second: {
    ...role,
    name: 'app_rt',
    isMember: true,
    settings: first.settings.length > 0 ? first.settings : [acting('app')],
  },
});
const value = parseSecret(
  SecretId.parse('shop/app'),
  new Sensitive(
    JSON.stringify({
      AccountName: 'app',
      AccountPassword: 'x',
      Endpoint: 'localhost',
      Port: '5432',
      DBName: 'shop',
    }),
  ),
);

it.each([
  ['app', [], 'app_rt'],
  ['owner', [acting('owner')], 'app'],
  ['here', [acting('owner'), acting('here', 'shop')], 'owner'],
  ['owner', [acting('owner'), acting('there', 'other')], 'there'],
  ['app', [acting('none')], 'none'],
] as const)('sessions have to work as %s where the first account has set %j', (as, settings, other) => {
  const found = pair({ ...role, settings });
  expect(() => refuseUnlikeSessions(found, value, as)).not.toThrow();
  expect(() => refuseUnlikeSessions(found, value, other)).toThrow(
    `sessions work as ${other}, but must work as ${as}`,
  );
});
