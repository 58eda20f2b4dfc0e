import { invokeFunction } from '../../../alibaba/fc/invoke-function.ts';
import { openFc } from '../../../alibaba/fc/open.ts';
import { random } from '../../../runtime/random.ts';
import { type Check, softened } from '../check.ts';
import type { DoctorContext } from '../doctor-context.ts';
import { attempt } from './attempt.ts';
import { verdictOn } from './kms-rights.ts';

/** Checks the right to invoke a function, by one that does not exist. A sweep hands work on with this right. */
export function invokeRightCheck({ environment, credentials, signal }: DoctorContext): Check {
  const name = `rotator-doctor-${random.uuid()}`;
  return {
    title: 'fc:InvokeFunction',
    run: async () => {
      const fc = openFc(environment, credentials);
      const found = await attempt(() => invokeFunction(fc, name, '{}', signal));
      const verdict = verdictOn(found, 'fc:InvokeFunction', 'a function of any name');
      return softened(verdict, ', for the role of the function on itself');
    },
  };
}
