import type { Guard } from './guard.ts';

const functions = 'test/integration/sandbox/functions.test.ts';
const updates = 'test/integration/sandbox/fc/update-function.test.ts';
const sent = 'test/integration/sandbox/sent-functions.test.ts';
const timers = 'test/integration/sandbox/timers.test.ts';
const logs = 'test/integration/sandbox/logs.test.ts';
const custom = 'test/integration/entry/custom-runtime.test.ts';

/** How the platform runs a function, and what a cloud of our own must not let pass where it stands in for it. */
export const platformGuards: readonly Guard[] = [
  {
    title: 'a custom runtime says of a failure that it is one',
    file: 'shared/entry/custom-runtime/server.ts',
    find: "outgoing.writeHead(404, {\n    'x-fc-status': '404',",
    replace: "outgoing.writeHead(200, {\n    'x-fc-status': '200',",
    tests: [custom],
  },
  {
    title: 'a custom runtime tells nothing of a bug but its kind',
    file: 'shared/entry/custom-runtime/failure-of.ts',
    find: "isOurs ? error.message : 'the function failed unexpectedly'",
    replace: 'error.message',
    tests: [custom],
  },
  {
    title: 'a custom runtime runs nothing for malformed headers',
    file: 'shared/entry/custom-runtime/context-of.ts',
    find: 'if (wrong) return',
    replace: 'if (!needed) return',
    tests: [custom],
  },
  {
    title: 'a custom runtime takes no half of a key',
    file: 'shared/entry/custom-runtime/context-of.ts',
    find: "if ((accessKeyId === '') !== (accessKeySecret === ''))",
    replace: 'if (accessKeyId === accessKeySecret && accessKeyId)',
    tests: [custom],
  },
  {
    title: 'an event of a custom runtime has a limit',
    file: 'shared/entry/custom-runtime/server.ts',
    find: 'if (size > mostBytes) return undefined;',
    replace: '',
    tests: [custom],
  },
  {
    title: 'a function holds no more memory than it may',
    file: 'shared/sandbox/fc/instance-process.ts',
    find: 'used > this.#memorySize',
    replace: 'used < 0',
    tests: [functions],
  },
  {
    title: 'an instance takes no more at once than it may',
    file: 'shared/sandbox/fc/instances.ts',
    find: 'inside < wanted.instanceConcurrency',
    replace: 'inside >= 0',
    tests: [functions],
  },
  {
    title: 'a changed function runs in no instance of before',
    file: 'shared/sandbox/fc/instances.ts',
    find: 'config === wanted',
    replace: 'config.functionName === wanted.functionName',
    tests: [updates],
  },
  {
    title: 'a package writes nothing beside its own folder',
    file: 'shared/sandbox/fc/unpacked.ts',
    find: "path.startsWith('..')",
    replace: "path === '..'",
    tests: [sent],
  },
  {
    title: 'a function that was sent has no keys but those of its role',
    file: 'shared/sandbox/sandbox.ts',
    find: "return code.kind === 'folder'",
    replace: 'return code.kind',
    tests: [sent],
  },
  {
    title: 'a time that went by unseen is not caught up with',
    file: 'shared/sandbox/timetable.ts',
    find: 'seen = this.#clock.now();\n      fire(due);',
    replace: 'seen = due;\n      fire(due);',
    tests: [timers],
  },
  {
    title: 'a trigger that is switched off never comes',
    file: 'shared/sandbox/fc/timers.ts',
    find: 'if (!trigger.config.enable || !times) return;',
    replace: 'if (!times) return;',
    tests: [timers],
  },
  {
    title: 'a function writes no log that its role may not write',
    file: 'shared/sandbox/sls/write-log.ts',
    find: 'return denial === undefined;',
    replace: 'return denial !== null;',
    tests: [logs],
  },
  {
    title: 'an alert looks at no more than its span',
    file: 'shared/sandbox/sls/watch.ts',
    find: 'now - oldest, now - to',
    replace: '0, now - to',
    tests: [logs],
  },
  {
    title: 'an alert that cannot be evaluated says so',
    file: 'shared/sandbox/sls/watch.ts',
    find: 'if (unknown !== undefined)',
    replace: 'if (unknown === null)',
    tests: [logs],
  },
];
