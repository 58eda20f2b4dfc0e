import type { Guard } from './guard.ts';

const forms = ['test/integration/notifications/forms.test.ts'];
const delivery = ['test/integration/notifications/deliver.test.ts'];
const rotation = ['test/integration/notifications/rotation.test.ts'];
const sweeps = ['test/integration/notifications/sweep.test.ts'];
const words = ['test/unit/notifications/format-message.test.ts'];
const heard = ['test/unit/notifications/collector.test.ts'];

/** What telling others must not do: harm, delay, flood, or say too much. */
export const eventGuards: readonly Guard[] = [
  {
    title: 'nobody told is no failure of a rotation',
    file: 'shared/notifications/notifier.ts',
    find: '    notifier.onDeliveryFailure(why(error));',
    replace: '    throw error;',
    tests: rotation,
  },
  {
    title: 'telling keeps to the time of its invocation',
    file: 'shared/notifications/notifier.ts',
    find: 'Math.min(longest, timeLeft(closing))',
    replace: 'longest',
    tests: ['test/integration/notifications/notifier.test.ts'],
  },
  {
    title: 'a bug on the way is told by its name alone',
    file: 'shared/notifications/notifier.ts',
    find: '{error.name}`',
    replace: '{error.message}`',
    tests: ['test/integration/notifications/notifier.test.ts'],
  },
  {
    title: 'an address is not read for what nobody wants to hear',
    file: 'shared/notifications/notifier.ts',
    find: 'if (total(wanted) > 0) await',
    replace: 'await',
    tests: rotation,
  },
  {
    title: 'a plan is not told',
    file: 'shared/notifications/announce.ts',
    find: "  if (operation === 'plan') return await perform(emit);\n",
    replace: '',
    tests: rotation,
  },
  {
    title: 'what a lane takes along is told by one invocation only',
    file: 'shared/notifications/announce.ts',
    find: "if (handed === 'handed-over') collector.passedOn();",
    replace: '',
    tests: sweeps,
  },
  {
    title: 'what nobody has taken along is told',
    file: 'shared/notifications/announce.ts',
    find: "if (handed === 'handed-over') collector.passedOn();",
    replace: 'collector.passedOn();',
    tests: sweeps,
  },
  {
    title: 'what a lane takes along fits into an asynchronous invocation',
    file: 'shared/notifications/announce.ts',
    find: 'within(roomInLane, collector.digest())',
    replace: 'collector.digest()',
    tests: sweeps,
  },
  {
    title: 'a failure in a lane is taken along',
    file: 'shared/engine/operations/sweep/sweep.ts',
    find: '    for (const outcome of done) ports.onOutcome?.(outcome);\n',
    replace: '',
    tests: sweeps,
  },
  {
    title: 'an event has no field but those of its schema',
    file: 'shared/notifications/cloud-event.ts',
    find: 'return CloudEvent.parse({',
    replace: 'return Object({',
    tests: forms,
  },
  {
    title: 'an event is no larger than a bus takes',
    file: 'shared/notifications/cloud-event.ts',
    find: '...within(mostBytes, digest),',
    replace: '...digest,',
    tests: forms,
  },
  {
    title: 'a bot of Feishu is told under a signature',
    file: 'shared/notifications/feishu.ts',
    find: 'key ? { ...signature(key, now), ...text } : text',
    replace: 'text',
    tests: forms,
  },
  {
    title: 'EventBridge is told which bus has failed',
    file: 'shared/notifications/event-bridge.ts',
    find: 'if (given?.FailedEntryCount === 0) return undefined;',
    replace: 'return undefined;',
    tests: forms,
  },
  {
    title: 'a robot that answers 200 with an error has not taken a message',
    file: 'shared/notifications/deliver.ts',
    find: 'const objection = form.objection(body);',
    replace: 'const objection = undefined;',
    tests: delivery,
  },
  {
    title: 'a robot is called by the rules of a rotation webhook',
    file: 'shared/notifications/deliver.ts',
    find: 'address: form.address.reveal(), hosts, signal',
    replace: 'address: form.address.reveal(), hosts: [new URL(form.address.reveal()).hostname], signal',
    tests: delivery,
  },
  {
    title: 'people do not read a message twice',
    file: 'shared/notifications/deliver.ts',
    find: "error.stage !== 'sent' || repeatable",
    replace: 'true',
    tests: delivery,
  },
  {
    title: 'public authorities are trusted beside that of the databases, and no others',
    file: 'shared/notifications/deliver.ts',
    find: 'authorities: authorities && publicAnd(authorities),',
    replace: 'authorities: undefined,',
    tests: delivery,
  },
  {
    title: 'what an error quotes calls nobody',
    file: 'shared/notifications/format-message.ts',
    find: ".replaceAll('<', '‹')",
    replace: '',
    tests: words,
  },
  {
    title: 'a message is no longer than a robot takes',
    file: 'shared/notifications/format-message.ts',
    find: 'return size <= mostBytes;',
    replace: 'return true;',
    tests: words,
  },
  {
    title: 'of a failure a bounded sentence is told',
    file: 'shared/notifications/notice.ts',
    find: 'cut(message, longestMessage)',
    replace: 'message',
    tests: heard,
  },
  {
    title: 'another rotation that is under way is no failure',
    file: 'shared/notifications/notice.ts',
    find: '  if (isPassing(error)) return undefined;\n',
    replace: '',
    tests: heard,
  },
];
