import type { Guard } from './guard.ts';

const databases = ['test/trust/databases.test.ts'];
const holders = ['test/rotation/access.test.ts'];
const probes = ['test/trust/probes.test.ts'];
const bounds = ['test/trust/bounds.test.ts'];

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
  {
    title: 'trust: a probe is a question',
    file: 'shared/databases/probe.ts',
    find: 'if (question.test(probe) && ',
    replace: 'if (',
    tests: probes,
  },
  {
    title: 'trust: a probe writes no file on a MySQL server',
    file: 'shared/databases/probe.ts',
    find: ' && !writesFile.test(probe)',
    replace: '',
    tests: probes,
  },
  {
    title: 'trust: a probe on MySQL can only read',
    file: 'shared/databases/mysql/probe.ts',
    find: '  for (const bound of bounds) await session.query(verbatim(bound));\n',
    replace: '',
    tests: probes,
  },
  {
    title: 'trust: a probe on PostgreSQL can only read',
    file: 'shared/databases/postgresql/probe.ts',
    find: '  await session.run(bounds);\n',
    replace: '',
    tests: probes,
  },
  {
    title: 'trust: a probe runs before a new value is made',
    file: 'shared/databases/probe-first.ts',
    find: '    if (!access.emergency) await tryOn(access, acting, run);\n',
    replace: '',
    tests: probes,
  },
  {
    title: 'trust: a server sends no session more than it may read',
    file: 'shared/runtime/session-bounds.ts',
    find: 'if (socket.bytesRead + charged > bytes)',
    replace: 'if (socket.bytesRead + charged > Number.POSITIVE_INFINITY)',
    tests: bounds,
  },
  {
    title: 'trust: an event is not read where it is too long',
    file: 'shared/runtime/event.ts',
    find: '  if (event.byteLength > mostBytes)\n',
    replace: '  if (event.byteLength < 0)\n',
    tests: bounds,
  },
  {
    title: 'trust: no bus but one of EventBridge is sent what this process has signed',
    file: 'shared/events/event-bridge.ts',
    find: "protocol === 'https:' && own.test(hostname)",
    replace: "protocol === 'https:'",
    tests: ['test/events/tell.test.ts'],
  },
];
