import type { CheckGroup } from '../check.ts';
import type { DoctorContext } from '../doctor-context.ts';
import { callerCheck } from './caller.ts';
import { clockCheck } from './clock.ts';
import { kmsCheck } from './kms.ts';

/** Returns the checks of this process and its way to the cloud. */
export function processChecks(context: DoctorContext): CheckGroup {
  return {
    about: 'this process',
    checks: [callerCheck(context), kmsCheck(context), clockCheck(context)],
  };
}
