import type { Guard } from './guard.ts';

const tests = ['test/integration/faults/situations.test.ts'];

/** What is found on the server when a rotation begins, and must not be lost or hidden by it. */
export const situationGuards: readonly Guard[] = [
  {
    title: 'found: where only the previous value logs in, the current one is made to work first',
    file: 'functions/rds-mysql/strategies/second-password.ts',
    find: 'retainOwn(context, current.AccountPassword,',
    replace: 'retainOwn(context, acting.value.AccountPassword,',
    tests,
  },
  {
    title: 'found: a value whose account is locked or expired may be the previous one',
    file: 'shared/engine/rotation/finish.ts',
    find: ' || error instanceof LoginBlocked',
    replace: '',
    tests,
  },
  {
    title: 'found: an account that is gone leaves no trace in the store',
    file: 'shared/services/mysql/entries.ts',
    find: '  if (entries.length === 0) throw new AccountMissing(user, secret);\n',
    replace: '',
    tests: ['test/integration/operations/eviction-limits.test.ts'],
  },
  {
    title: 'found: MariaDB tells of an expired password at the first statement only',
    file: 'shared/services/mysql/errors.ts',
    find: '    if (bar) return bar;\n',
    replace: '',
    tests,
  },
  {
    title: 'found: a PostgreSQL role that may not log in is not tried with other values',
    file: 'shared/services/postgresql/errors.ts',
    find: 'error.sqlState === passwordRefused',
    replace: '[passwordRefused, loginForbidden].includes(error.sqlState)',
    tests,
  },
  {
    title: 'found: an expiry is not levelled to the second PostgreSQL account',
    file: 'functions/rds-postgresql/choose.ts',
    find: '  refuseExpired(pair.first, access.secret);\n',
    replace: '',
    tests: ['test/integration/functions/rds-postgresql/choose.test.ts'],
  },
  {
    title: 'MySQL: no value is made that the server would find too similar to the present one',
    file: 'functions/rds-mysql/service.ts',
    find: 'return unlikePresent(context, next);',
    replace: 'return next;',
    tests: ['test/integration/operations/eviction-and-password-policy.test.ts'],
  },
  {
    title: 'MySQL: values are drawn until the server would not find one too similar',
    file: 'functions/rds-mysql/checks/too-similar.ts',
    find: '    made = renewed(context, next.AccountName);\n',
    replace: '    made = draws < 2 ? renewed(context, next.AccountName) : made;\n',
    tests: ['test/integration/operations/eviction-and-password-policy.test.ts'],
  },
  {
    title: 'MySQL: a plan says where every value would be too similar',
    file: 'functions/rds-mysql/preview.ts',
    find: '    unfit.push(error);\n',
    replace: '',
    tests: ['test/integration/operations/eviction-and-password-policy.test.ts'],
  },
  {
    title: 'MySQL: an account that need not give its present password is not asked how much it changes',
    file: 'functions/rds-mysql/checks/too-similar.ts',
    find: "  if (demand === 'OPTIONAL' || (demand === 'DEFAULT' && !isUsual)) return false;\n",
    replace: "  if (demand === '' && !isUsual && grants.length < 0) return false;\n",
    tests: ['test/integration/operations/eviction-and-password-policy.test.ts'],
  },
  {
    title: 'MySQL: an account that may write the accounts is not asked how much its password changes',
    file: 'functions/rds-mysql/checks/too-similar.ts',
    find: 'return !mayWrite && ![',
    replace: 'return (mayWrite || !mayWrite) && ![',
    tests: ['test/integration/operations/eviction-and-password-policy.test.ts'],
  },
  {
    title: 'MySQL: an account that may change accounts is not asked how much its password changes',
    file: 'functions/rds-mysql/checks/too-similar.ts',
    find: "['CREATE USER', 'UPDATE'].some(",
    replace: "['CREATE TABLESPACE'].some(",
    tests: ['test/integration/operations/eviction-and-password-policy.test.ts'],
  },
];
