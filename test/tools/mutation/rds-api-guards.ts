import type { Guard } from './guard.ts';

const tests = ['test/integration/operations/rds-api.test.ts'];

/** The API of RDS acts for the account of the value, on the server of the value, and waits for what it does. */
export const rdsApiGuards: readonly Guard[] = [
  {
    title: 'the API of RDS changes no account of another server',
    file: 'shared/services/rds/require-instance.ts',
    find: '  if (!isThere)\n',
    replace: '  if (false)\n',
    tests,
  },
  {
    title: 'the API of RDS changes no account of another engine',
    file: 'shared/services/rds/require-instance.ts',
    find: 'if (found.Engine.toLowerCase() !== engine.toLowerCase())',
    replace: 'if (false)',
    tests,
  },
  {
    title: 'the API of RDS waits for an instance that does not run',
    file: 'shared/services/rds/require-instance.ts',
    find: "if (found.DBInstanceStatus !== 'Running')",
    replace: 'if (false)',
    tests,
  },
  {
    title: 'the API of RDS changes no privileged account unasked',
    file: 'shared/services/rds/open-for.ts',
    find: "listed.type !== 'Normal' && !policy.allowsSuper",
    replace: 'false',
    tests,
  },
  {
    title: 'the API of RDS acts for no other account than that of the login and its pair',
    file: 'shared/services/rds/open-for.ts',
    find: 'if (!isPair) throw new NotHeld(secret, AccountName);',
    replace: '',
    tests,
  },
  {
    title: 'the API of RDS does not end the last value that works',
    file: 'functions/rds-mysql/revocation/retire.ts',
    find: "(api !== undefined && acting.as === 'current')",
    replace: '(api !== undefined)',
    tests,
  },
  {
    title: 'a call of the API of RDS that comes late gives way',
    file: 'shared/services/rds/fenced.ts',
    find: '        await unlocked.setPassword(account, current.AccountPassword);',
    replace: '        return;',
    tests: ['test/unit/services/rds/fenced.test.ts'],
  },
  {
    title: 'the API of RDS is for databases only',
    file: 'shared/engine/rotation/subject.ts',
    find: 'policy.byRdsApi && !takesRdsApi',
    replace: 'false',
    tests,
  },
  {
    title: 'rights that the API of RDS cannot give are found before anything is changed',
    file: 'functions/rds-mysql/strategies/second-by-api.ts',
    find: 'if (found.length > 0) return [new RightsDiffer(AccountName, found)];',
    replace: '',
    tests,
  },
  {
    title: 'the API of RDS changes no entry for other hosts',
    file: 'functions/rds-mysql/choose.ts',
    find: "if (api === undefined || host === '%') return undefined;",
    replace: 'if (host.length > 0) return undefined;',
    tests,
  },
  {
    title: 'the API of RDS takes rights that the first account has no more',
    file: 'functions/rds-mysql/strategies/second-by-api.ts',
    find: 'if (taken.length > 0) await api.revoke(AccountName, taken);',
    replace: '',
    tests,
  },
  {
    title: 'the API of RDS ends the previous value of MySQL after its grace',
    file: 'functions/rds-mysql/strategies/second-by-api.ts',
    find: 'await api.setPassword(account, password);',
    replace: '',
    tests,
  },
  {
    title: 'the API of RDS ends the previous value of PostgreSQL after its grace',
    file: 'functions/rds-postgresql/strategies/alternating-by-api.ts',
    find: 'await setPassword(context, api, { AccountName, AccountPassword }, [AccountName]);',
    replace: '',
    tests,
  },
  {
    title: 'a change of an account of RDS is waited for',
    file: 'shared/services/rds/open-account-api.ts',
    find: "await afterChange('unknown', () => untilAvailable(of, account));",
    replace: '',
    tests,
  },
  {
    title: 'a password that RDS has just set is tried once more',
    file: 'shared/services/rds/when-settled.ts',
    find: '    await clock.sleep(pause, signal).catch(() => {});\n    await test();\n',
    replace: '    throw error;\n',
    tests,
  },
  {
    title: 'the API of RDS sets no password that is set',
    file: 'functions/rds-mysql/strategies/single-user.ts',
    find: 'if (!AccountPassword.equals(present)) await api.setPassword',
    replace: 'await api.setPassword',
    tests,
  },
];
