import { type Check, failed, ok } from '../check.ts';
import type { FunctionSubject } from './subject.ts';
import { sweepTimers } from './sweep-timer.ts';

/** Looks for an enabled time trigger whose event is a sweep. */
export function triggerCheck({ name, triggers }: FunctionSubject): Check {
  return {
    title: 'trigger',
    run: async () => {
      const all = await triggers();
      const timers = sweepTimers(all);
      const enabled = timers.find(({ isEnabled }) => isEnabled);
      if (enabled) return ok(`${enabled.name}, ${enabled.cron}`);
      if (timers.length > 0)
        return failed(
          `${timers.map((timer) => timer.name).join(', ')} is disabled`,
          'enable the time trigger',
        );
      const others = all.map(({ triggerName }) => triggerName).join(', ');
      if (others !== '')
        return failed(`${others} asks for no sweep`, 'set its event, or TriggerKeys to PascalCase');
      return failed('there is none', `give ${name} a timer with the event {"Operation":"sweep"}`);
    },
  };
}
