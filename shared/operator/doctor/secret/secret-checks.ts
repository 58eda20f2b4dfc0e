import type { SecretId } from '../../../engine/rotation/store.ts';
import type { CheckGroup } from '../check.ts';
import type { DoctorContext } from '../doctor-context.ts';
import { kmsRightChecks } from '../rights/kms-rights.ts';
import { dnsCheck } from './dns.ts';
import { loginCheck } from './login.ts';
import { planCheck } from './plan.ts';
import { secretSubject } from './subject.ts';
import { tcpCheck } from './tcp.ts';
import { tlsCheck } from './tls.ts';
import { valueCheck } from './value.ts';

/** Returns the checks of one secret: its rights, and the way to what it opens. */
export function secretChecks(context: DoctorContext, secret: SecretId): CheckGroup {
  const subject = secretSubject(context, secret);
  return {
    about: `secret ${secret}`,
    checks: [
      ...kmsRightChecks(context, secret),
      valueCheck(subject),
      dnsCheck(subject),
      tcpCheck(subject, context.signal),
      tlsCheck(subject, context.clock),
      loginCheck(subject),
      planCheck(subject),
    ],
  };
}
