import type { Guard } from './guard.ts';

/** At the borders: the event, the store, the cloud's answers, and what may be printed. */
export const edgeGuards: readonly Guard[] = [
  {
    title: 'a repeated delivery of a timer is the same rotation, and the next one is not',
    file: 'shared/runtime/event.ts',
    find: 'Date.parse(triggerTime)',
    replace: 'triggerTime.length',
    tests: ['test/runtime/event.test.ts'],
  },
  {
    title: 'timers of two secrets at one moment are two rotations',
    file: 'shared/runtime/event.ts',
    find: '{secret}\\n',
    replace: '{triggerTime}\\n',
    tests: ['test/runtime/event.test.ts'],
  },
  {
    title: 'a value does not print in JSON',
    file: 'shared/credentials/sensitive.ts',
    find: "  toJSON(): string {\n    return '[sensitive]';",
    replace: '  toJSON(): string {\n    return this.#text;',
    tests: ['test/credentials/sensitive.test.ts'],
  },
  {
    title: 'a value does not print in a template',
    file: 'shared/credentials/sensitive.ts',
    find: "  [Symbol.toPrimitive](): string {\n    return '[sensitive]';",
    replace: '  [Symbol.toPrimitive](): string {\n    return this.#text;',
    tests: ['test/credentials/sensitive.test.ts'],
  },
  {
    title: 'a new version is stored as pending, and not as current',
    file: 'shared/secrets-api/kms-store.ts',
    find: 'putSecretValue(kms, secret, version, value, [pendingStage], signal, dataType)',
    replace: 'putSecretValue(kms, secret, version, value, [labels.current], signal, dataType)',
    tests: ['test/secrets-api/kms-store.test.ts'],
  },
  {
    title: 'a version is called stored only if it is pending',
    file: 'shared/secrets-api/kms-store.ts',
    find: "if (given.VersionStages.includes(pendingStage)) return 'stored';",
    replace: "if (given.VersionStages) return 'stored';",
    tests: ['test/secrets-api/kms-store.test.ts'],
  },
  {
    title: 'a repeat that KMS ignored is looked up',
    file: 'shared/secrets-api/kms-store.ts',
    find: "if ((await store.stages(secret, signal)).pending === version) return 'stored';",
    replace: "if (version) return 'stored';",
    tests: ['test/secrets-api/kms-store.test.ts'],
  },
  {
    title: 'a refused put is taken for a conflict only where the version is there',
    file: 'shared/secrets-api/kms-store.ts',
    find: "if (await hasVersion(kms, secret, version, signal)) return 'taken';",
    replace: "return 'taken';",
    tests: ['test/secrets-api/kms-store.test.ts'],
  },
  {
    title: 'a pending stage that stays where it was is an error',
    file: 'shared/secrets-api/kms-store.ts',
    find: 'if ((await store.stages(secret, signal)).pending === version) throw error;',
    replace: '',
    tests: ['test/secrets-api/kms-store.test.ts'],
  },
  {
    title: 'a secret that KMS rotates by itself is left to it',
    file: 'shared/secrets-api/kms-store.ts',
    find: "if (found.SecretType.toLowerCase() !== 'generic')",
    replace: "if (found.SecretType === '')",
    tests: ['test/secrets-api/kms-store.test.ts'],
  },
  {
    title: 'only a transient answer is asked for again',
    file: 'shared/cloud/cloud-error.ts',
    find: ' || error.refused || final.includes(error.code)',
    replace: '',
    tests: ['test/secrets-api/kms-store.test.ts', 'test/cloud/client.test.ts'],
  },
  {
    title: 'what KMS says about a value does not reach an error',
    file: 'shared/cloud/failure.ts',
    find: 'message: confidential ? undefined : ',
    replace: 'message: ',
    tests: ['test/secrets-api/kms-store.test.ts', 'test/cloud/client.test.ts'],
  },
  {
    title: 'a value goes into no URL where its gateway reads bodies',
    file: 'shared/cloud/body-first.ts',
    find: '  return !isRead || ',
    replace: '  return true || ',
    tests: ['test/cloud/body-first.test.ts'],
  },
  {
    title: 'a value goes into no URL after the call was given up',
    file: 'shared/cloud/body-first.ts',
    find: 'signal.aborted || ',
    replace: '',
    tests: ['test/cloud/body-first.test.ts'],
  },
];

const onServers = (name: string) => `test/${name}.test.ts`;

/** What only a real server can show; these tests take longest. */
export const serverGuards: readonly Guard[] = [
  {
    title: 'an admin secret of another server is refused before it logs in',
    file: 'shared/databases/acting.ts',
    find: 'if (paths.length > 0) throw new AdminMismatch',
    replace: 'if (paths.length > 9) throw new AdminMismatch',
    tests: [onServers('functions/rds-mysql/choose')],
  },
  {
    title: 'MySQL: a certificate that is not trusted ends the login',
    file: 'shared/databases/mysql/connector.ts',
    find: 'const trust = { rejectUnauthorized: true,',
    replace: 'const trust = { rejectUnauthorized: false,',
    tests: [onServers('databases/mysql/connector')],
  },
  {
    title: 'PostgreSQL: a certificate that is not trusted ends the login',
    file: 'shared/databases/postgresql/connector.ts',
    find: '      rejectUnauthorized: true,\n',
    replace: '      rejectUnauthorized: false,\n',
    tests: [onServers('databases/postgresql/connector')],
  },
  {
    title: 'MySQL: a lock that is lost is noticed',
    file: 'shared/databases/mysql/lock.ts',
    find: "    if (held !== '1') throw lost(account);\n",
    replace: '',
    tests: [onServers('databases/mysql/lock')],
  },
  {
    title: 'PostgreSQL: a lock that is lost is noticed',
    file: 'shared/databases/postgresql/lock.ts',
    find: '    if (rows.length === 0) throw lost(account);\n',
    replace: '',
    tests: [onServers('databases/postgresql/lock')],
  },
  {
    title: 'PostgreSQL: a lock of another database keeps off, too',
    file: 'shared/databases/postgresql/lock.ts',
    find: "filter(({ place }) => place !== 'here')",
    replace: "filter(({ place }) => place === 'here')",
    tests: [onServers('databases/postgresql/lock')],
  },
  {
    title: 'a second account has the lock of its first one',
    file: 'shared/databases/first-account.ts',
    find: 'const first = marked ?? (await unmarkedFirst(read));',
    replace: 'const first = await unmarkedFirst(read);',
    tests: [onServers('life/second-account')],
  },
  ...(['mysql', 'postgresql'] as const).flatMap((engine) => [
    {
      title: `${engine}: another account is not taken for one that is shared`,
      file: `functions/rds-${engine}/shares-account.ts`,
      find: '  if (!isOfPair(holding, seen, next)) return false;\n',
      replace: '',
      tests: [onServers('life/shared-account')],
    },
  ]),
  {
    title: 'mysql: the same account of another server is not taken for one that is shared',
    file: 'functions/rds-mysql/shares-account.ts',
    find: 'if (user !== null && user !== undefined) return user === other.AccountName;',
    replace: 'if (holder !== undefined) return true;',
    tests: [onServers('life/shared-account')],
  },
  {
    title: 'PostgreSQL: the server never sees the password',
    file: 'shared/databases/postgresql/password.ts',
    find: 'literal(verifier.reveal())',
    replace: 'literal(password.reveal())',
    tests: [onServers('functions/rds-postgresql/secrecy')],
  },
  {
    title: 'MySQL: the rights of a twin are compared',
    file: 'functions/rds-mysql/prove.ts',
    find: '  if (differences.length > 0) throw new RightsDiffer(next.AccountName, differences);\n',
    replace: '',
    tests: [onServers('functions/rds-mysql/alternating-users')],
  },
];
