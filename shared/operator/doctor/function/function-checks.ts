import type { CheckGroup } from '../check.ts';
import type { DoctorContext } from '../doctor-context.ts';
import { alarmCheck } from './alarm.ts';
import { configurationCheck } from './configuration.ts';
import { lastSweepCheck } from './last-sweep.ts';
import { logProjectCheck } from './log-project.ts';
import { roleCheck } from './role.ts';
import { functionSubject } from './subject.ts';
import { triggerCheck } from './trigger.ts';

/** Returns the checks of a deployed function. `silence` is how long ago its last sweep may be, in milliseconds. */
export function functionChecks(context: DoctorContext, name: string, silence: number): CheckGroup {
  const subject = functionSubject(context, name);
  return {
    about: `function ${name}`,
    checks: [
      configurationCheck(subject),
      triggerCheck(subject),
      roleCheck(context, subject),
      logProjectCheck(subject),
      alarmCheck(context, subject),
      lastSweepCheck(context, subject, silence),
    ],
  };
}
