import { type Condition, store } from './condition.ts';

const byAdmin = ({ actor }: { actor: string }) => actor === 'admin';

/** Of every engine: who acts, and what is stored. */
export const anywhere: readonly Condition[] = [
  {
    title: 'the admin’s secret is there',
    of: byAdmin,
    breaks: ({ cloud, prepared }) =>
      cloud.tag(prepared.secret, { 'rotation:admin-secret': 'no-such-secret' }),
    says: /no-such-secret/,
    codes: ['secret-not-found', 'admin-mismatch', 'forbidden', 'policy-malformed'],
  },
  {
    title: 'the admin’s value logs in',
    of: byAdmin,
    breaks: ({ cloud, prepared }) =>
      store(cloud, `${prepared.secret}-admin`, { AccountPassword: 'No-such-password-1' }),
    says: /admin/,
    codes: ['refused'],
  },
  {
    title: 'the admin is of the same server',
    of: byAdmin,
    breaks: ({ cloud, prepared }) => store(cloud, `${prepared.secret}-admin`, { Endpoint: '127.0.0.1' }),
    says: /Endpoint/,
    codes: ['admin-mismatch'],
  },
  {
    title: 'the admin is another account',
    of: byAdmin,
    breaks: ({ cloud, prepared }) =>
      store(cloud, `${prepared.secret}-admin`, {
        AccountName: prepared.account.user,
        AccountPassword: prepared.account.password,
      }),
    says: /own|admin/,
    codes: ['admin-mismatch'],
  },
  {
    title: 'a stored value logs in',
    of: () => true,
    breaks: ({ query, prepared: { account, server } }) =>
      query(
        server.engine === 'postgresql'
          ? `alter role ${account.user} password 'Set-by-a-hand-1'`
          : `alter user '${account.user}'@'%' identified by 'Set-by-a-hand-1'`,
      ),
    says: /logs? in|refuse/,
    codes: ['refused'],
    keepsOut: true,
  },
  {
    title: 'the server is there',
    of: () => true,
    breaks: ({ cloud, prepared }) => store(cloud, prepared.secret, { Port: 1 }),
    says: /unreachable|reach|answer|Port/,
    codes: ['unreachable', 'admin-mismatch'],
  },
  {
    title: 'the name of the server is that of its certificate',
    of: ({ actor }) => actor === 'itself',
    breaks: ({ cloud, prepared }) => store(cloud, prepared.secret, { Endpoint: '127.0.0.2' }),
    says: /TLS|certificate|reach/,
    codes: ['tls-failed', 'unreachable'],
  },
  {
    title: 'the strategy is one of the type',
    of: () => true,
    breaks: ({ cloud, prepared }) => cloud.tag(prepared.secret, { 'rotation:strategy': 'two-keys' }),
    says: /rotation:strategy/,
    codes: ['policy-malformed'],
  },
  {
    title: 'the password that is asked for is strong enough',
    of: () => true,
    breaks: ({ cloud, prepared }) => cloud.tag(prepared.secret, { 'rotation:password': 'length=8' }),
    says: /rotation:password/,
    codes: ['policy-malformed'],
  },
];
