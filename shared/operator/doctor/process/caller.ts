import { getCallerIdentity } from '../../../alibaba/sts/get-caller-identity.ts';
import { openSts } from '../../../alibaba/sts/open.ts';
import { type Check, ok } from '../check.ts';
import type { DoctorContext } from '../doctor-context.ts';

/** Asks STS who this process is. The call needs no right, so it proves the credentials and nothing else. */
export function callerCheck({ environment, credentials, signal }: DoctorContext): Check {
  return {
    title: 'credentials',
    run: async () => {
      const { Arn } = await getCallerIdentity(openSts(environment, credentials), signal);
      return ok(Arn);
    },
  };
}
