import type { Guard } from './guard.ts';

const conformance = 'test/integration/operator/conformance/';
const doctor = 'test/integration/operator/doctor/';

/** What `rotator doctor` may not do, and what it may not overlook. */
export const doctorGuards: readonly Guard[] = [
  {
    title: 'a conformance test deletes its secret',
    file: 'shared/operator/conformance/run-conformance.ts',
    find: 'cleaned = await clean(kms, name);',
    replace: 'cleaned = { left: undefined, made: [] };',
    tests: [`${conformance}command.test.ts`],
  },
  {
    title: 'a conformance test deletes its user',
    file: 'shared/operator/conformance/access-keys/run-key-questions.ts',
    find: 'cleaned = await clean(services.ram, user);',
    replace: 'cleaned = { left: undefined, calls: [] };',
    tests: [`${conformance}access-keys.test.ts`],
  },
  {
    title: 'a conformance test calls nothing before somebody has agreed',
    file: 'shared/operator/cli/conformance.ts',
    find: 'if (why !== undefined) {',
    replace: "if (why === 'never') {",
    tests: [`${conformance}command.test.ts`],
  },
  {
    title: 'a denial by RAM is no answer to a question',
    file: 'shared/operator/conformance/calls.ts',
    find: 'error.status !== 403',
    replace: 'error.status !== 999',
    tests: [`${conformance}command.test.ts`],
  },
  {
    title: 'the report of a conformance test is for its user alone',
    file: 'shared/operator/conformance/report.ts',
    find: 'mode: 0o600',
    replace: 'mode: 0o644',
    tests: [`${conformance}command.test.ts`],
  },
  {
    title: 'the report of a conformance test names no account',
    file: 'shared/operator/conformance/masked.ts',
    find: "text.replace(id, '[id]')",
    replace: 'text',
    tests: ['test/unit/operator/conformance/masked.test.ts'],
  },
  {
    title: 'what would write is called for a name that no secret has',
    file: 'shared/operator/doctor/rights/kms-rights.ts',
    find: 'call(action, elsewhere ? absent : name, parameters)',
    replace: 'call(action, name, parameters)',
    tests: [`${doctor}rights.test.ts`],
  },
  {
    title: 'a clock that is too far off fails',
    file: 'shared/operator/doctor/process/clock.ts',
    find: 'if (off >= most)',
    replace: 'if (off >= 99 * most)',
    tests: [`${doctor}process.test.ts`],
  },
  {
    title: 'a role that Function Compute may not assume fails',
    file: 'shared/operator/doctor/function/role.ts',
    find: '|| others.length === trusted.length',
    replace: '',
    tests: [`${doctor}function.test.ts`],
  },
  {
    title: 'a timer that is disabled fails',
    file: 'shared/operator/doctor/function/trigger.ts',
    find: 'timers.find(({ isEnabled }) => isEnabled)',
    replace: 'timers[0]',
    tests: [`${doctor}function.test.ts`],
  },
  {
    title: 'a sweep of long ago fails',
    file: 'shared/operator/doctor/function/last-sweep.ts',
    find: 'until - at > silence',
    replace: 'until - at > 99 * silence',
    tests: [`${doctor}function.test.ts`],
  },
];
