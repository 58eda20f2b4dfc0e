import { random } from '../../runtime/random.ts';
import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import { triggerKey } from './find-trigger.ts';
import type { Trigger } from './trigger.ts';
import { readTimes } from './trigger-times.ts';

const keyOf = (trigger: Trigger) => `trigger ${triggerKey(trigger)}`;

/** Has a trigger come at its times from now on; one that is switched off never does. */
export function setTimer(cloud: Cloud, trigger: Trigger): void {
  endTimer(cloud, trigger);
  const times = readTimes(trigger.config.cronExpression, cloud.now());
  if (!trigger.config.enable || !times) return;
  cloud.timetable.set(keyOf(trigger), { next: times, fire: (at) => fire(cloud, trigger, at) });
}

export function endTimer(cloud: Cloud, trigger: Trigger): void {
  cloud.timetable.delete(keyOf(trigger));
}

/** After a start: from now on, whatever came while nothing ran. */
export function resumeTimers(cloud: Cloud): void {
  for (const trigger of cloud.triggers.all()) setTimer(cloud, trigger);
}

/** Each time is one asynchronous invocation. Source: FC "Time triggers", of the event. */
function fire(cloud: Cloud, { functionName, triggerName, config: { payload } }: Trigger, at: number): void {
  const config = cloud.functions.get(functionName);
  if (!config) return;
  const event = Buffer.from(JSON.stringify({ triggerTime: instant(at), triggerName, payload }));
  cloud.invocations.asynchronous.start({ config, event, taskId: undefined, requestId: random.requestId() });
}
