import type { Guard } from './guard.ts';

const operation = (name: string) => [`test/integration/sandbox/rds/${name}.test.ts`];
const theme = (name: string) => [`test/integration/sandbox/rds-${name}.test.ts`];

/** The RDS of the sandbox refuses as the cloud does, and lets no password out. */
export const rdsGuards: readonly Guard[] = [
  {
    title: 'an RDS instance that does not run changes no account',
    file: 'shared/sandbox/rds/find-instance.ts',
    find: "if (instance.DBInstanceStatus !== 'Running') throw incorrectInstanceState();",
    replace: '',
    tests: operation('reset-account-password'),
  },
  {
    title: 'a locked RDS instance changes no account',
    file: 'shared/sandbox/rds/find-instance.ts',
    find: "if (instance.LockMode !== 'Unlock') throw incorrectLockMode();",
    replace: '',
    tests: operation('reset-account-password'),
  },
  {
    title: 'an RDS account has one change at a time',
    file: 'shared/sandbox/rds/changes.ts',
    find: 'if (this.#changes.has(key)) throw incorrectAccountStatus();',
    replace: '',
    tests: theme('changes'),
  },
  {
    title: 'an RDS account in change takes no other call',
    file: 'shared/sandbox/rds/find-account.ts',
    find: 'if (cloud.rdsChanges.has(key)) throw incorrectAccountStatus();',
    replace: '',
    tests: theme('changes'),
  },
  {
    title: 'a change that is not due yet is made before the sandbox ends',
    file: 'shared/sandbox/sandbox.ts',
    find: 'await cloud.rdsChanges.applyUntil(Number.POSITIVE_INFINITY);',
    replace: '',
    tests: theme('changes'),
  },
  {
    title: 'the admin of a MySQL server is no RDS account',
    file: 'shared/sandbox/rds/mysql-accounts.ts',
    find: 'name !== admin && ',
    replace: '',
    tests: operation('reset-account-password'),
  },
  {
    title: 'a MySQL instance has one privileged account',
    file: 'shared/sandbox/rds/require-room.ts',
    find: 'others.some(isSuper)',
    replace: 'false',
    tests: operation('create-account'),
  },
  {
    title: 'a name of MySQL differs from a privileged one by more than its case',
    file: 'shared/sandbox/rds/require-room.ts',
    find: 'other === name || isAlike(other)',
    replace: 'other === name',
    tests: operation('create-account'),
  },
  {
    title: 'rights on one database open no other',
    file: 'shared/sandbox/rds/mysql-accounts.ts',
    find: "database.replace(/[\\\\_%]/g, '\\\\$&')",
    replace: 'database',
    tests: operation('grant-account-privilege'),
  },
  {
    title: 'a mode takes the place of the one before',
    file: 'shared/sandbox/rds/mysql-privileges.ts',
    find: 'await revokeOn(session, place, surplus);',
    replace: '',
    tests: operation('grant-account-privilege'),
  },
  {
    title: 'rights on the server go with the last database that has brought them',
    file: 'shared/sandbox/rds/mysql-privileges.ts',
    find: 'const surplus = serverWide.filter((one) => !ofModes.has(one));',
    replace: 'const surplus: readonly string[] = [];',
    tests: operation('revoke-account-privilege'),
  },
  {
    title: 'a deleted RDS account is forgotten',
    file: 'shared/sandbox/rds/delete-account.ts',
    find: 'cloud.rdsAccounts.delete(accountKey(session.instance.DBInstanceId, name));',
    replace: '',
    tests: operation('delete-account'),
  },
  {
    title: 'the audit log shows no password of CreateAccount',
    file: 'shared/sandbox/rds/create-account.ts',
    find: "confidential: ['AccountPassword'],",
    replace: '',
    tests: operation('create-account'),
  },
  {
    title: 'MariaDB hears the hash of a password',
    file: 'shared/sandbox/rds/mysql-server.ts',
    find: "const takesHash = ({ Engine: engine }: RdsInstance) => engine === 'MariaDB';",
    replace: 'const takesHash = (_: RdsInstance) => false;',
    tests: theme('secrecy'),
  },
  {
    title: 'an address has to stand in the certificate of a MySQL server',
    file: 'shared/sandbox/rds/mysql-session.ts',
    find: 'isIP(instance.Host) === 0',
    replace: 'true',
    tests: theme('servers'),
  },
  {
    title: 'a file with passwords of admins is for its owner alone',
    file: 'shared/sandbox/settings/rds-instances-setting.ts',
    find: 'const ofOthers = 0o077;',
    replace: 'const ofOthers = 0;',
    tests: theme('instances-setting'),
  },
];
