import type { Guard } from './guard.ts';

const options = ['test/functions/rds-mysql/account-options.test.ts'];
const texts = ['test/databases/mysql/parse-grants.test.ts'];

/** What MySQL and MariaDB tell of an account is copied to the second one, compared, and taken away again. */
export const accountGuards: readonly Guard[] = [
  {
    title: 'account: an option that is taken away does not come back',
    file: 'shared/databases/mysql/rights/attributes.ts',
    find: 'filter((name) => settingOf(wanted, name) !== settingOf(have, name))',
    replace:
      'filter((name) => wanted.options.has(name) && settingOf(wanted, name) !== settingOf(have, name))',
    tests: options,
  },
  {
    title: 'account: what an expired password hides is read where it is kept',
    file: 'shared/databases/mysql/rights/read-rights.ts',
    find: "server.engine === 'mysql' && !isOwn ? await withKeptOptions(settled, account, shown) : shown",
    replace: 'shown',
    tests: options,
  },
  {
    title: 'account: its comment and attributes are copied',
    file: 'shared/databases/mysql/rights/copy-rights.ts',
    find: 'of describing(to, wanted.description, have.description)',
    replace: 'of describing(to, have.description, have.description)',
    tests: options,
  },
  {
    title: 'account: its options are compared',
    file: 'shared/databases/mysql/rights/copy-rights.ts',
    find: '...changedClauses(wanted.attributes, have.attributes).map(',
    replace: '...changedClauses(wanted.attributes, wanted.attributes).map(',
    tests: options,
  },
  {
    title: 'account: the entries of every host are compared',
    file: 'functions/rds-mysql/same-rights.ts',
    find: '[...entries.map(({ host }) => host), other.account.host]',
    replace: '[other.account.host]',
    tests: options,
  },
  {
    title: 'account: an entry that somebody has shut stays shut',
    file: 'functions/rds-mysql/twin.ts',
    find: 'wanted.attributes.isLocked && !isShut;',
    replace: 'wanted.attributes.isLocked && isShut;',
    tests: options,
  },
  {
    title: 'account: one that is shut from here is found before anything is changed',
    file: 'functions/rds-mysql/barred.ts',
    find: 'return locks && isLockedByHand(error) ? error : undefined;',
    replace: 'return undefined;',
    tests: options,
  },
  {
    title: 'account: one that lets in from here by a certificate is found before anything is changed',
    file: 'functions/rds-mysql/barred.ts',
    find: 'barred.find(({ entry }) => isSameHost(entry, host))?.why;',
    replace: 'barred.find(({ entry }) => isSameHost(entry, access.secret))?.why;',
    tests: options,
  },
  {
    title: 'account: an entry that is not for here keeps nobody out',
    file: 'functions/rds-mysql/barred.ts',
    find: 'barred.find(({ entry }) => isSameHost(entry, host))?.why;',
    replace: 'barred[0].why ?? host;',
    tests: options,
  },
  {
    title: 'account: where no login tells by which entry it is let in, each has to let in',
    file: 'functions/rds-mysql/barred.ts',
    find: 'access.named === undefined ? barred[0].why : undefined;',
    replace: 'undefined;',
    tests: options,
  },
  {
    title:
      'account: an entry beyond those of the current one that lets in from here is found before it is shut',
    file: 'functions/rds-mysql/fit.ts',
    find: '  if (unfit.length === 0) unfit.push(...(await findShut(opened, twins)));\n',
    replace: '',
    tests: options,
  },
  {
    title: 'account: that nobody gets in is told before what its rights lack',
    file: 'functions/rds-mysql/fit.ts',
    find: 'return [...unfit, ...obstacles];',
    replace: 'return [...obstacles, ...unfit];',
    tests: options,
  },
  {
    title: 'account: words of a certificate are no right to pass on',
    file: 'shared/databases/mysql/rights/parse-grants.ts',
    find: 'mayPassOn(tokens.slice(to))',
    replace: "/WITH (GRANT|ADMIN) OPTION/.test(tokens.slice(to).join(' '))",
    tests: texts,
  },
  {
    title: 'account: no name is taken by which another account is reached',
    file: 'functions/rds-mysql/secret.ts',
    find: '  if (unfit !== undefined) throw',
    replace: '  if (unfit === value.Endpoint) throw',
    tests: ['test/functions/rds-mysql/secret.test.ts'],
  },
  {
    title: 'account: no second account has such a name',
    file: 'functions/rds-mysql/twin.ts',
    find: 'twin === undefined ? undefined : unfitName(twin)',
    replace: 'twin === undefined ? unfitName(AccountName) : undefined',
    tests: options,
  },
  {
    title: 'account: a password that is turned down is told as that of the account',
    file: 'shared/databases/mysql/connector.ts',
    find: 'needs, sets: statement.sets }',
    replace: 'needs }',
    tests: options,
  },
  {
    title: 'account: a database that cannot be used is blamed on nobody',
    file: 'functions/rds-mysql/check.ts',
    find: '.catch(outOfReach)',
    replace: '',
    tests: ['test/life/verify-database.test.ts'],
  },
  {
    title: 'account: one that remembers its passwords is set again by itself',
    file: 'functions/rds-mysql/second-password.ts',
    find: 'unlessSet(opened, next, fresh, () =>\n    retainOwn(',
    replace: 'unlessSet(opened, next, true, () =>\n    retainOwn(',
    tests: ['test/functions/rds-mysql/dual-password.test.ts'],
  },
  {
    title: 'account: one that remembers its passwords gets over a value that is abandoned',
    file: 'functions/rds-mysql/second-password.ts',
    find: '    if (!isErrno(error, brokenHistory)) throw error;\n',
    replace: '    throw error;\n',
    tests: ['test/functions/rds-mysql/dual-password.test.ts'],
  },
  {
    title: 'account: the other one that remembers its passwords is set again by itself',
    file: 'functions/rds-mysql/twin.ts',
    find: 'unlessSet(opened, next, fresh, () =>\n    setOwn(',
    replace: 'unlessSet(opened, next, true, () =>\n    setOwn(',
    tests: ['test/functions/rds-mysql/alternating-users.test.ts'],
  },
];
