import type { Guard } from './guard.ts';

const databases = ['test/trust/databases.test.ts'];
const holders = ['test/rotation/access.test.ts'];

/** Who may write one secret gets no further than that secret. */
export const trustGuards: readonly Guard[] = [
  {
    title: 'an admin acts only for an account that a stored value opens',
    file: 'shared/rotation/holder.ts',
    find: 'if (await isOpened(stored, value, opens)) return',
    replace: 'if ((await isOpened(stored, value, opens)) || true) return',
    tests: databases,
  },
  {
    title: 'an operator names the account of the secret, and no other',
    file: 'shared/rotation/holder.ts',
    find: 'if (named !== undefined && named === account) return',
    replace: 'if (named !== undefined) return',
    tests: databases,
  },
  {
    title: 'an emergency waits for no place that a thief has filled',
    file: 'shared/rotation/holder.ts',
    find: 'if (emergency && (error instanceof Busy',
    replace: 'if (!emergency && (error instanceof Busy',
    tests: holders,
  },
  {
    title: 'a value of another server is not tried',
    file: 'shared/rotation/access.ts',
    find: 'return type.differences(current.value, value, policy).length === 0 ? value : undefined;',
    replace: 'return value;',
    tests: holders,
  },
  {
    title: 'an admin does not act on its own account',
    file: 'shared/databases/acting.ts',
    find: 'if (value.AccountName === current.AccountName) throw',
    replace: 'if (value.AccountName === secret) throw',
    tests: databases,
  },
  {
    title: 'MySQL: an account that a tag names is not taken over',
    file: 'functions/rds-mysql/own-twin.ts',
    find: "if ((await showOwnTwin(opened, twins)) === 'opened') await",
    replace: 'if (twins.length === 0) await',
    tests: databases,
  },
  {
    title: 'PostgreSQL: a role that a tag names is not taken over',
    file: 'functions/rds-postgresql/choose.ts',
    find: 'pair.next && (await requireOwnRole(opened, pair.next.name));',
    replace: "pair.next?.name === '' && (await requireOwnRole(opened, pair.next.name));",
    tests: databases,
  },
  {
    title: 'PostgreSQL: a role that a former value names is not ended',
    file: 'functions/rds-postgresql/who.ts',
    find: "if ((await requireOwnRole(opened, account)) === 'opened') await",
    replace: "if (account === '') await",
    tests: databases,
  },
  {
    title: 'RAM: a role acts only for a user whose stored pair signs',
    file: 'functions/access-key/secret-type.ts',
    find: '(pair) => isAccepted(access, environment, found, pair));',
    replace: 'async () => true);',
    tests: ['test/functions/access-key/two-keys.test.ts'],
  },
  {
    title: 'SSH: an admin acts only for an account that a stored password opens',
    file: 'functions/generic/install-ssh-password.ts',
    find: 'access.holder((value) => isAccepted(access, readPasswordAccount(secret, value)));',
    replace: 'access.holder(async () => true);',
    tests: ['test/functions/generic/ssh-password.test.ts'],
  },
];
