import type { Guard } from './guard.ts';

const rollback = ['test/operations/rollback.test.ts'];
const verify = ['test/operations/verify.test.ts'];
const plan = ['test/life/plan.test.ts'];

/** What keeps a rollback, a verification and a plan from doing harm. */
export const operationGuards: readonly Guard[] = [
  {
    title: 'rollback: a previous value is proven before anything is stored',
    file: 'shared/operations/rollback.ts',
    find: '  await requireAccepted(pass, value, previous);\n',
    replace: '',
    tests: rollback,
  },
  {
    title: 'rollback: one that was overtaken before its lock changes nothing',
    file: 'shared/operations/rollback.ts',
    find: "configuration.kind === 'superseded' || pass.overtaken",
    replace: "configuration.kind === 'superseded'",
    tests: rollback,
  },
  {
    title: 'rollback: what was begun is gone on with',
    file: 'shared/operations/rollback.ts',
    find: 'if (isWayBack(pending))',
    replace: "if (pending === '')",
    tests: rollback,
  },
  {
    title: 'rollback: the grace of what it replaces begins with it',
    file: 'shared/operations/rollback.ts',
    find: 'if (promoted) await',
    replace: 'if (!promoted) await',
    tests: rollback,
  },
  {
    title: 'rollback: a former value is put first, not set as a new one',
    file: 'shared/rotation/set.ts',
    find: 'if (isWayBack(version) && service.restore)',
    replace: "if (version === '' && service.restore)",
    tests: rollback,
  },
  {
    title: 'undo: a value that the service accepts keeps a stage',
    file: 'shared/operations/undo.ts',
    find: '  await keepAsPrevious(pass, pending.version);\n',
    replace: '',
    tests: rollback,
  },
  {
    title: 'undo: no third accepted value is left without a stage',
    file: 'shared/operations/undo.ts',
    find: '  if (pass.service.overlaps) await requireOnlyTwo(pass, pending);\n',
    replace: '',
    tests: rollback,
  },
  {
    title: 'undo: what is installed nowhere is not half done',
    file: 'shared/operations/undo.ts',
    find: ' || !reachesService(pass)',
    replace: '',
    tests: rollback,
  },
  {
    title: 'verify: a value that two stages hold is tried once',
    file: 'shared/operations/check.ts',
    find: 'before?.found ?? (await judge(',
    replace: '(await judge(',
    tests: verify,
  },
  {
    title: 'verify: what was retired is not tried',
    file: 'shared/operations/check.ts',
    find: 'if (fingerprint(version) === policy.status.retired)',
    replace: "if (policy.status.retired === '')",
    tests: verify,
  },
  {
    title: 'verify: the current value is tried last',
    file: 'shared/operations/check.ts',
    find: "['previous', 'pending', 'current'] as const",
    replace: "['current', 'pending', 'previous'] as const",
    tests: verify,
  },
  {
    title: 'verify: a value of another host is not tried on this one',
    file: 'shared/operations/check.ts',
    find: 'if (paths.length === 0) return { value };',
    replace: 'if (paths.length >= 0) return { value };',
    tests: verify,
  },
  {
    title: 'verify: a value that was replaced meanwhile has not drifted',
    file: 'shared/operations/verify.ts',
    find: '  await refuseMoving(ports, subject, current, stages);\n',
    replace: '',
    tests: verify,
  },
  {
    title: 'repair: a half-done rotation is left to be finished',
    file: 'shared/operations/verify.ts',
    find: 'if (pending !== undefined)',
    replace: "if (pending === '')",
    tests: verify,
  },
  {
    title: 'repair: a previous value that is accepted goes on being accepted',
    file: 'shared/operations/verify.ts',
    find: 'const beside = lives ?',
    replace: 'const beside = !lives && previous ?',
    tests: verify,
  },
  {
    title: 'repair: no value is tried again that was refused before',
    file: 'shared/operations/verify.ts',
    find: 'previous: lived ? stages.previous : undefined',
    replace: 'previous: stages.previous',
    tests: verify,
  },
  {
    title: 'plan: MySQL is asked questions only',
    file: 'shared/databases/mysql/rehearsal.ts',
    find: 'if (question.test(text))',
    replace: "if (text !== '')",
    tests: plan,
  },
  {
    title: 'plan: PostgreSQL is asked questions only',
    file: 'shared/databases/postgresql/rehearsal.ts',
    find: '    run: write,\n',
    replace: '    run: (text, needs) => real.run(text, needs),\n',
    tests: plan,
  },
  {
    title: 'plan: a RAM user gets no key by it',
    file: 'functions/access-key/outline.ts',
    find: '    ...keys,\n    create:',
    replace: '    ...keys,\n    creates:',
    tests: plan,
  },
  {
    title: 'plan: a value that was refused at the door is not asked about',
    file: 'shared/operations/users.ts',
    find: ' || service.standIn',
    replace: '',
    tests: plan,
  },
];
