import type { Guard } from './guard.ts';

const tests = (...names: string[]) => names.map((name) => `test/unit/engine/rotation/${name}.test.ts`);
const keys = ['test/integration/functions/access-key/two-keys.test.ts'];

/** Of services that have no lock, or issue their values themselves; and of AccessKeys, which are both. */
export const issuingGuards: readonly Guard[] = [
  {
    title: 'an issued value that another delivery was quicker than is withdrawn',
    file: 'shared/engine/rotation/create.ts',
    find: '    await session.service.issuing?.revoke(value);\n    return {',
    replace: '    return {',
    tests: tests('issuing'),
  },
  {
    title: 'a pending value that was taken away is not gone on with',
    file: 'shared/engine/rotation/rotate.ts',
    find: ' || !(await canGoOn(session, candidate.value)))',
    replace: ')',
    tests: tests('issuing'),
  },
  {
    title: 'a pending value that was taken away is not carried over',
    file: 'shared/engine/rotation/run-step.ts',
    find: 'if (goesOn) await adopt(',
    replace: 'if (true) await adopt(',
    tests: tests('issuing'),
  },
  {
    title: 'a key that is lost is noted before it is asked for',
    file: 'functions/access-key/strategies/two-keys.ts',
    find: '  await access.saveState(\n    formatState(',
    replace: '  void (\n    formatState(',
    tests: keys,
  },
  {
    title: 'a key that was used is not taken for a lost one',
    file: 'functions/access-key/free-slot.ts',
    find: 'if ((await keys.lastUse(key.AccessKeyId)) === undefined) ours.push(key);',
    replace: 'ours.push(key);',
    tests: keys,
  },
  {
    title: 'a key that may still be stored is not lost',
    file: 'functions/access-key/free-slot.ts',
    find: 'if (ours.length > 0 && !access.emergency && access.clock.now() < state.until)',
    replace: 'if (ours.length > 2)',
    tests: keys,
  },
  {
    title: 'a stranger’s key is not touched',
    file: 'functions/access-key/free-slot.ts',
    find: 'else await refuseStranger(ring, other);',
    replace: 'else await keys.remove(other.AccessKeyId);',
    tests: keys,
  },
  {
    title: 'the previous key lives through its grace',
    file: 'functions/access-key/free-slot.ts',
    find: 'if (clock.now() < over)',
    replace: 'if (clock.now() < 0)',
    tests: ['test/unit/functions/access-key/free-slot.test.ts'],
  },
  {
    title: 'a key that was disabled by hand is not replaced',
    file: 'functions/access-key/secret-type.ts',
    find: "if (key?.Status === 'Inactive')",
    replace: 'if (key?.Status === undefined && found.length > 9)',
    tests: keys,
  },
  {
    title: 'the last key that works is not ended',
    file: 'functions/access-key/revocation/retire.ts',
    find: "if (current?.Status !== 'Active')",
    replace: "if (current?.Status === 'Inactive')",
    tests: keys,
  },
  {
    title: 'a process does not end the key it signs with',
    file: 'functions/access-key/revocation/retire.ts',
    find: 'if (own === id)',
    replace: "if (own === '')",
    tests: keys,
  },
  {
    title: 'a key that is used is not disabled',
    file: 'functions/access-key/revocation/retire.ts',
    find: 'access.clock.now() - lastUse < access.policy.idle',
    replace: 'lastUse < 0',
    tests: keys,
  },
  {
    title: 'a disabled key lies so for the idle period',
    file: 'functions/access-key/revocation/retire.ts',
    find: 'if (access.clock.now() < until) return',
    replace: 'if (access.clock.now() < 0) return',
    tests: keys,
  },
  {
    title: 'a state that a stranger wrote ends no key',
    file: 'shared/engine/rotation/sealed-state.ts',
    find: 'timingSafeEqual(Buffer.from(found), Buffer.from(macOf(text, sealer)))',
    replace: "found !== ''",
    tests: [
      'test/unit/engine/rotation/sealed-state.test.ts',
      'test/integration/functions/access-key/strangers-state.test.ts',
    ],
  },
  {
    title: 'a state is bound to the version that sealed it',
    file: 'shared/engine/rotation/sealed-state.ts',
    find: '[secretName(secret), version, text]',
    replace: '[secretName(secret), text]',
    tests: ['test/unit/engine/rotation/sealed-state.test.ts'],
  },
];
