import { type Condition, store } from './condition.ts';

const isPostgresql = ({ engine }: { engine: string }) => engine === 'postgresql';
const itself = (one: { engine: string; actor: string }) => isPostgresql(one) && one.actor === 'itself';
const alternating = (one: { engine: string; strategy: string }) =>
  isPostgresql(one) && one.strategy === 'alternating-users';

const role =
  (change: string): Condition['breaks'] =>
  ({ query, prepared }) =>
    query(`alter role ${prepared.account.user} ${change}`);

export const onPostgresql: readonly Condition[] = [
  {
    title: 'the database is there',
    of: isPostgresql,
    breaks: ({ cloud, prepared }) => store(cloud, prepared.secret, { DBName: 'no_such_database' }),
    says: /DBName/,
    codes: ['strategy-unavailable', 'secret-malformed', 'refused'],
  },
  {
    title: 'the account may use the database',
    of: isPostgresql,
    breaks: async ({ query, cloud, prepared }) => {
      await query(`create database ${prepared.account.user}_closed`);
      await query(`revoke connect on database ${prepared.account.user}_closed from public`);
      await store(cloud, prepared.secret, { DBName: `${prepared.account.user}_closed` });
    },
    says: /DBName|connect/i,
    codes: ['strategy-unavailable', 'secret-malformed', 'refused', 'privilege-missing'],
  },
  {
    title: 'the value names a database, as that of the login differs',
    of: alternating,
    breaks: ({ cloud, prepared }) => store(cloud, prepared.secret, { DBName: undefined }),
    says: /DBName/,
    codes: ['strategy-unavailable'],
  },
  {
    title: 'the probe succeeds',
    of: isPostgresql,
    breaks: async ({ cloud, prepared }) =>
      cloud.configure({ probe: { [prepared.secret]: 'select * from nowhere' } }),
    says: /probe/,
    codes: ['policy-malformed'],
  },
  {
    title: 'the probe ends in its time',
    of: isPostgresql,
    breaks: async ({ cloud, prepared }) =>
      cloud.configure({ probe: { [prepared.secret]: 'select pg_sleep(3600)' } }),
    says: /probe/,
    codes: ['policy-malformed'],
  },
  {
    title: 'there is a place for a second session',
    of: itself,
    breaks: role('connection limit 1'),
    says: /busy/,
    codes: ['strategy-unavailable'],
  },
  {
    title: 'the account may log in',
    of: isPostgresql,
    breaks: role('nologin'),
    says: /log in|nologin/i,
    codes: ['refused'],
    keepsOut: true,
  },
  {
    title: 'the password has not expired',
    of: isPostgresql,
    breaks: role("valid until '2020-01-01'"),
    says: /expired|logs? in|refused/,
    codes: ['refused'],
    keepsOut: true,
  },
  {
    title: 'the admin may make roles',
    of: alternating,
    breaks: ({ query, prepared }) => query(`alter role ${prepared.admin.user} nocreaterole`),
    says: /createrole/,
    codes: ['privilege-missing'],
  },
  {
    title: 'the admin may pass on the role',
    of: (one) => alternating(one),
    breaks: ({ query, prepared }) =>
      query(
        `do $$ begin if current_setting('server_version_num')::int >= 160000 then revoke ${prepared.account.user} from ${prepared.admin.user} cascade; else alter role ${prepared.admin.user} nocreaterole; end if; end $$`,
      ),
    says: /admin option|createrole/,
    codes: ['privilege-missing'],
  },
  {
    title: 'the account has no setting of superusers',
    of: alternating,
    breaks: role("set log_statement to 'none'"),
    says: /log_statement/,
    codes: ['strategy-unavailable'],
  },
  {
    title: 'the account does not replicate, where the admin does not',
    of: alternating,
    breaks: role('replication'),
    says: /replicate/,
    codes: ['strategy-unavailable'],
  },
  {
    title: 'the account is no superuser',
    of: alternating,
    breaks: role('superuser'),
    says: /superuser/,
    codes: ['strategy-unavailable', 'privilege-missing'],
  },
  {
    title: 'nobody else is in the place of the second login',
    of: alternating,
    breaks: ({ query, prepared }) =>
      query(`create role ${prepared.account.user}_rt login password 'Of-somebody-else-1'`),
    says: /_rt/,
    codes: ['stranger-in-place'],
  },
  {
    title: 'no setting of the database has every login act as another role',
    of: alternating,
    breaks: async ({ query, prepared }) => {
      await query(`create role ${prepared.account.user}_other`);
      await query(`grant ${prepared.account.user}_other to ${prepared.account.user}`);
      await query(`alter database ${prepared.account.user} set role to ${prepared.account.user}_other`);
    },
    says: /act as another role|role/,
    codes: ['strategy-unavailable'],
  },
];
