import type { Guard } from './guard.ts';

const aftermath = ['test/operations/aftermath.test.ts'];
const record = ['test/rotation/record.test.ts'];
const putBack = ['test/life/put-back.test.ts'];
const elsewhere = ['test/operations/left-behind.test.ts'];

/** What a failure says of the service and of who is told of it, and what is looked at before there can be one. */
export const aftermathGuards: readonly Guard[] = [
  {
    title: 'a call that may have come through leaves in doubt what it has changed',
    file: 'shared/rotation/internal-error.ts',
    find: "if (maybeApplied.includes(failure.code)) failure.worsen('unknown');",
    replace: 'if (maybeApplied.length === 0) throw failure;',
    tests: aftermath,
  },
  {
    title: 'what comes after a change tells that it was made',
    file: 'shared/rotation/internal-error.ts',
    find: 'ours(error).worsen(aftermath);',
    replace: 'if (aftermath === undefined) throw ours(error);',
    tests: aftermath,
  },
  {
    title: 'an emergency that has promoted one version tells so where the next one fails',
    file: 'shared/operations/emergency.ts',
    find: '    rotated();\n',
    replace: '',
    tests: aftermath,
  },
  {
    title: 'the second statement of an admin who sets an only password tells that it is set',
    file: 'functions/rds-mysql/single-user.ts',
    find: "afterChange('applied', () => acting.session.query(discard))",
    replace: "afterChange('untouched', () => acting.session.query(discard))",
    tests: ['test/faults/answers.test.ts'],
  },
  {
    title: 'a step after the one that sets a value tells that it is set',
    file: 'shared/rotation/run-step.ts',
    find: "  if (isSet) pass.aftermath = 'applied';\n",
    replace: '',
    tests: ['test/rotation/run-step.test.ts'],
  },
  {
    title: 'what is busy after a change is recorded, and told to others',
    file: 'shared/rotation/errors.ts',
    find: "(code === 'busy' && aftermath === 'untouched')",
    replace: "(code === 'busy' && aftermath !== undefined)",
    tests: [...record, 'test/events/watch.test.ts', 'test/operations/sweep/sweep.test.ts'],
  },
  {
    title: 'the failure of who has lost leaves the record of who has won',
    file: 'shared/rotation/record.ts',
    find: ' || hasSucceeded(policy.status, before)) return;',
    replace: ' || hasSucceeded.length === 0) return;',
    tests: record,
  },
  {
    title: 'a failure is counted on what is on record by then',
    file: 'shared/rotation/record.ts',
    find: 'isRead ? await readStatus(ports, subject) : policy.status',
    replace: 'isRead && readStatus.length === 0 ? policy.status : policy.status',
    tests: record,
  },
  {
    title: 'no password is set while the application has all places of the account',
    file: 'shared/databases/try-first.ts',
    find: '    if (acting.full && value.AccountName === access.current.AccountName) throw acting.full;\n',
    replace: '',
    tests: putBack,
  },
  {
    title: 'a value that was stored earlier is not set before the current one was tried',
    file: 'shared/rotation/set.ts',
    find: '    if (!isWayBack(candidate.version)) await pass.service.tryCurrent?.(candidate.value);\n',
    replace: '',
    tests: putBack,
  },
  {
    title: 'a rollback is not kept from leaving a value that fails',
    file: 'shared/rotation/set.ts',
    find: 'if (!isWayBack(candidate.version)) await pass.service',
    replace: 'await pass.service',
    tests: ['test/operations/rollback.test.ts'],
  },
  {
    title: 'an emergency is not held up by a pending value of another server',
    file: 'shared/rotation/rotate.ts',
    find: 'pass.ports.emergency ? readUnlessLeftBehind',
    replace: "pass.secret === '' ? readUnlessLeftBehind",
    tests: elsewhere,
  },
  {
    title: 'a rollback is not held up by a pending value of another server',
    file: 'shared/operations/rollback.ts',
    find: 'await readUnlessLeftBehind(pass, pending)',
    replace: 'await (pass.secret === "" ? readUnlessLeftBehind(pass, pending) : pass.read(pending))',
    tests: elsewhere,
  },
  {
    title: 'a rotation that cannot go on makes one new value, under the version that was named',
    file: 'shared/rotation/rotate.ts',
    find: 'token === undefined || token === configuration.version ?',
    replace: 'token !== configuration.version || token === configuration.version ?',
    tests: elsewhere,
  },
  {
    title: 'a step that comes alone puts the current value back where the new one cannot be proven',
    file: 'shared/rotation/put-back.ts',
    find: 'isSet = isSetHere(pass),',
    replace: '_ = true,\n  isSet = isSetHere(pass),',
    tests: ['test/rotation/put-back.test.ts'],
  },
  {
    title: 'a plan says that a pending value cannot be gone on with',
    file: 'shared/operations/plan.ts',
    find: '    await pass.read(pending);\n',
    replace: '',
    tests: elsewhere,
  },
  {
    title: 'an emergency ends nothing before its evidence has a place',
    file: 'shared/cli/emergency.ts',
    find: '  await makeFolder(options.evidence);\n',
    replace: '',
    tests: ['test/cli/emergency.test.ts'],
  },
  {
    title: 'an emergency whose evidence cannot be written is told all the same',
    file: 'shared/cli/emergency.ts',
    find: '    out.document({ ...report, Files: [], NotWritten: why });\n',
    replace: '',
    tests: ['test/cli/emergency.test.ts'],
  },
  {
    title: 'MySQL: a current value that finds no place is seen to be accepted once it is set again',
    file: 'functions/rds-mysql/try-old.ts',
    find: "    if (isErrno(error, ...limitReached)) return 'accepted';\n",
    replace: '',
    tests: putBack,
  },
];
