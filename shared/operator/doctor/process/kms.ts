import { readServerTime } from '../../../alibaba/server-time.ts';
import { type Check, failed, ok } from '../check.ts';
import type { DoctorContext } from '../doctor-context.ts';
import { reasonOf } from '../reason.ts';
import { kmsAddress } from './kms-address.ts';

/** Asks whether KMS answers at all, whatever it says. */
export function kmsCheck({ environment, signal }: DoctorContext): Check {
  return {
    title: 'KMS',
    run: async () => {
      const address = kmsAddress(environment);
      if (address === undefined)
        return failed('no region is known', 'set ALIBABA_CLOUD_REGION_ID, or name it with --region');
      try {
        await readServerTime(address, signal);
        return ok(`answers at ${address}`);
      } catch (error) {
        return failed(
          `${address} does not answer: ${reasonOf(error)}`,
          'check the region, ROTATION_KMS_ENDPOINT, and the network path',
        );
      }
    },
  };
}
