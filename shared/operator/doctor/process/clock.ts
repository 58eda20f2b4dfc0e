import { readServerTime } from '../../../alibaba/server-time.ts';
import { minute, second } from '../../../runtime/time.ts';
import { type Check, failed, ok, skipped, warning } from '../check.ts';
import type { DoctorContext } from '../doctor-context.ts';
import { kmsAddress } from './kms-address.ts';

/** Milliseconds by which a signature may be off. Source: KMS, common errors, InvalidTimeStamp.Expired. */
const most = 15 * minute;
const worthSaying = minute;

const remedy = 'set the clock of this machine, for example by NTP';

/** Compares the clock of this process with that of KMS. */
export function clockCheck({ environment, clock, signal }: DoctorContext): Check {
  return {
    title: 'clock',
    run: async () => {
      const address = kmsAddress(environment);
      const time = address && (await readServerTime(address, signal).catch(() => undefined));
      if (time === undefined || time === '') return skipped('KMS did not tell the time');
      const off = Math.abs(clock.now() - time);
      const detail = `${Math.round(off / second)} s off the clock of KMS`;
      if (off >= most) return failed(`${detail}: signatures are refused from 15 minutes on`, remedy);
      return off >= worthSaying ? warning(detail, remedy) : ok(detail);
    },
  };
}
