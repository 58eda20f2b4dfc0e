import { type Condition, store } from './condition.ts';

const isMysql = ({ engine }: { engine: string }) => engine === 'mysql';
const isEither = ({ engine }: { engine: string }) => engine !== 'postgresql';
const itself = ({ actor }: { actor: string }) => actor === 'itself';
const byAdmin = ({ actor }: { actor: string }) => actor === 'admin';

const account =
  (demand: string): Condition['breaks'] =>
  ({ query, prepared }) =>
    query(`alter user '${prepared.account.user}'@'%' ${demand}`);

export const onMysql: readonly Condition[] = [
  {
    title: 'the database is there',
    of: isEither,
    breaks: ({ cloud, prepared }) => store(cloud, prepared.secret, { DBName: 'no_such_database' }),
    says: /DBName/,
    codes: ['strategy-unavailable', 'secret-malformed', 'refused'],
  },
  {
    title: 'the account may use the database',
    of: isEither,
    breaks: async ({ query, cloud, prepared }) => {
      await query(`create database ${prepared.account.user}_closed`);
      await store(cloud, prepared.secret, { DBName: `${prepared.account.user}_closed` });
    },
    says: /DBName/,
    codes: ['strategy-unavailable', 'secret-malformed', 'refused'],
  },
  {
    title: 'the probe succeeds',
    of: isEither,
    breaks: async ({ cloud, prepared }) =>
      cloud.configure({ probe: { [prepared.secret]: 'select * from nowhere' } }),
    says: /probe/,
    codes: ['policy-malformed'],
  },
  {
    title: 'there is a place for a second session',
    of: (one) => isEither(one) && itself(one),
    breaks: account('with max_user_connections 1'),
    says: /busy/,
    codes: ['strategy-unavailable'],
  },
  {
    title: 'the account asks for no certificate',
    of: isEither,
    breaks: account('require x509'),
    says: /certificate|x509|refused|logs? in/i,
    codes: ['refused'],
    keepsOut: true,
  },
  {
    title: 'the account asks for no certificate of some issuer',
    of: isEither,
    breaks: account("require issuer '/CN=somebody'"),
    says: /certificate|issuer|refused|logs? in/i,
    codes: ['refused'],
    keepsOut: true,
  },
  {
    title: 'the account is not locked',
    of: (one) => isEither(one) && one.strategy !== 'alternating-users',
    breaks: account('account lock'),
    says: /locked/,
    codes: ['refused'],
    keepsOut: true,
  },
  {
    title: 'the password has not expired',
    of: (one) => isEither(one) && itself(one),
    breaks: account('password expire'),
    says: /expired/,
    codes: ['refused'],
    keepsOut: true,
  },
  {
    title: 'the host that is named is one of the account’s',
    of: isEither,
    breaks: ({ cloud, prepared }) => cloud.tag(prepared.secret, { 'rotation:host': '10.99.+' }),
    says: /10\.99/,
    codes: ['policy-malformed', 'strategy-unavailable', 'refused'],
  },
  {
    title: 'the entry of the account reaches it from here',
    of: isEither,
    breaks: ({ query, prepared }) =>
      query(`rename user '${prepared.account.user}'@'%' to '${prepared.account.user}'@'10.99.0.1'`),
    says: /logs? in|refused|not allowed/i,
    codes: ['refused'],
    keepsOut: true,
  },
  {
    title: 'the account may keep two passwords',
    of: (one) => isMysql(one) && one.strategy === 'dual-password' && itself(one),
    breaks: ({ query, prepared }) =>
      query(`revoke application_password_admin on *.* from '${prepared.account.user}'@'%'`),
    says: /application_password_admin/i,
    codes: ['privilege-missing', 'strategy-unavailable'],
  },
  {
    title: 'the admin may change accounts',
    of: (one) => isEither(one) && byAdmin(one),
    breaks: ({ query, prepared }) => query(`revoke create user on *.* from '${prepared.admin.user}'@'%'`),
    says: /create user/i,
    codes: ['privilege-missing', 'strategy-unavailable'],
  },
  {
    title: 'the admin may change an account of the system',
    of: (one) => isMysql(one) && byAdmin(one),
    breaks: ({ query, prepared }) => query(`grant system_user on *.* to '${prepared.account.user}'@'%'`),
    says: /system_user/i,
    codes: ['privilege-missing'],
  },
  {
    title: 'the admin may pass on what the account has',
    of: (one) => isEither(one) && one.strategy === 'alternating-users',
    breaks: ({ query, prepared }) =>
      query(`grant create tablespace on *.* to '${prepared.account.user}'@'%'`),
    says: /create tablespace/i,
    codes: ['privilege-missing'],
  },
  {
    title: 'the admin may pass on the roles of the account',
    of: (one) => isEither(one) && one.strategy === 'alternating-users',
    breaks: async ({ query, prepared }) => {
      await query(`create role ${prepared.account.user}_role`);
      await query(`grant ${prepared.account.user}_role to '${prepared.account.user}'@'%'`);
    },
    says: /_role/,
    codes: ['privilege-missing'],
  },
  {
    title: 'nobody else is in the place of the second account',
    of: (one) => isEither(one) && one.strategy === 'alternating-users',
    breaks: ({ query, prepared }) =>
      query(`create user '${prepared.account.user}_rt'@'%' identified by 'Of-somebody-else-1'`),
    says: /_rt/,
    codes: ['stranger-in-place'],
  },
  {
    title: 'the name of the second account is not too long',
    of: (one) => isEither(one) && one.strategy === 'alternating-users',
    breaks: ({ cloud, prepared }) =>
      cloud.tag(prepared.secret, { 'rotation:second-account': 'a'.repeat(100) }),
    says: /long|characters/,
    codes: ['policy-malformed', 'strategy-unavailable', 'secret-malformed'],
  },
];
