import { adviceOn } from '../../../notifications/advice.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { day } from '../../../runtime/time.ts';
import { type Check, failed, ok, skipped, type Verdict, warning } from '../check.ts';
import type { TlsPeer } from './peers.ts';
import type { SecretSubject } from './subject.ts';

/** Days before the end of a certificate from which on an operator is warned. */
const short = 30;

/** Shows the certificates that the server showed at a login of the plan, with the days that each has left. */
export function tlsCheck({ plan }: SecretSubject, clock: Clock): Check {
  return {
    title: 'TLS',
    run: async () => {
      const { error, peers } = await plan();
      if (error?.code === 'tls-failed') return failed(error.message, adviceOn(error.code));
      const [peer] = peers;
      return peer ? verdictOnChain(peer, clock.now()) : skipped('no session with TLS was opened');
    },
  };
}

function verdictOnChain({ chain }: TlsPeer, now: number): Verdict {
  const left = chain.map(({ validTo }) => Math.floor((validTo - now) / day));
  const shown = chain.map(({ name }, at) => `${name} (${left[at]} days)`).join(', by ');
  const soonest = left.findIndex((days) => days < short);
  if (soonest < 0) return ok(shown);
  return warning(shown, `renew the certificate of ${chain[soonest]?.name}`);
}
