import { random } from '../../runtime/random.ts';
import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import { triggerKey } from './find-trigger.ts';
import type { Trigger } from './trigger.ts';
import { readTimes } from './trigger-times.ts';

const keyOf = (trigger: Trigger) => `trigger ${triggerKey(trigger)}`;

/** Fires a trigger at its times from now on. A trigger that is switched off never fires. */
export function setTimer(cloud: Cloud, trigger: Trigger): void {
  endTimer(cloud, trigger);
  const times = readTimes(trigger.config.cronExpression, cloud.now());
  if (!trigger.config.enable || !times) return;
  cloud.timetable.set(keyOf(trigger), { next: times, fire: (at) => fire(cloud, trigger, at) });
}

export function endTimer(cloud: Cloud, trigger: Trigger): void {
  cloud.timetable.delete(keyOf(trigger));
}

/** Starts all timers after a start of the sandbox. Times that passed while the sandbox was stopped are skipped. */
export function resumeTimers(cloud: Cloud): void {
  for (const trigger of cloud.triggers.all()) setTimer(cloud, trigger);
}

/** Starts one asynchronous invocation for one time of a trigger. Source of the event: FC "Time triggers". */
function fire(cloud: Cloud, { functionName, triggerName, config: { payload } }: Trigger, at: number): void {
  const config = cloud.functions.get(functionName);
  if (!config) return;
  const event = Buffer.from(JSON.stringify({ triggerTime: instant(at), triggerName, payload }));
  cloud.invocations.asynchronous.start({ config, event, taskId: undefined, requestId: random.requestId() });
}
