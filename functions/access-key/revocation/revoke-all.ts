import { CloudError } from '../../../shared/alibaba/cloud-error.ts';
import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { getCallerIdentity } from '../../../shared/alibaba/sts/get-caller-identity.ts';
import { openSts } from '../../../shared/alibaba/sts/open.ts';
import type { Eviction, RotationContext, Verdict } from '../../../shared/engine/rotation/service.ts';
import { timeLeft } from '../../../shared/runtime/deadline.ts';
import type { Environment } from '../../../shared/runtime/environment.ts';
import { ramError } from '../ram-error.ts';
import type { AccessKeySecret } from '../secret.ts';
import type { Keyring } from './retire.ts';

/** Milliseconds between two attempts, and milliseconds of the invocation that are kept for the work after the proof. */
const pause = 500;
const reserve = 3_000;

/**
 * Deletes every key of this secret but the current one, and reports keys that the secret never held, which are somebody
 * else's. Calls are signed one by one, so there are no sessions to end. A role that was assumed with an old key stays
 * usable until its token expires.
 */
export async function revokeAll(
  { access, keys, own }: Keyring,
  older: readonly AccessKeySecret[],
  gone: (key: string) => void,
): Promise<Eviction> {
  const known = new Set(older.map(({ AccessKeyId }) => AccessKeyId));
  known.delete(access.current.AccessKeyId);
  const gaps: string[] = [];
  for (const { AccessKeyId: id } of await keys.list()) {
    if (id === access.current.AccessKeyId) continue;
    if (!known.has(id)) {
      gaps.push(
        `${access.current.UserName} still has the key ${id}, which this secret never held; disable it unless you know whose it is`,
      );
      continue;
    }
    if (id === own)
      gaps.push(`this process signs its calls with ${id}; give it other credentials and try again`);
    else {
      await keys.remove(id);
      gone(id);
    }
  }
  return { sessions: undefined, gaps };
}

const unknown = /^(InvalidAccessKeyId\.(NotFound|Inactive)|SignatureDoesNotMatch)$/;

/**
 * Signs calls with an old pair until the deletion of its key is known everywhere. Returns 'accepted' if the time of the
 * invocation is nearly over before that.
 */
export async function testRevoked(
  { secret, signal, clock }: RotationContext<AccessKeySecret>,
  environment: Environment,
  pair: AccessKeySecret,
): Promise<Verdict> {
  const { AccessKeyId: accessKeyId, UserName: user } = pair;
  const credentials = fixedCredentials({ accessKeyId, accessKeySecret: pair.AccessKeySecret.reveal() });
  const sts = openSts(environment, credentials);
  const kept = Math.min(reserve, timeLeft(signal, clock) / 2);
  for (;;) {
    try {
      await getCallerIdentity(sts, signal);
    } catch (error) {
      if (error instanceof CloudError && unknown.test(error.code)) return 'refused';
      throw ramError(error, { secret, user, action: 'sts:GetCallerIdentity' });
    }
    if (timeLeft(signal, clock) < kept) return 'accepted';
    await clock.sleep(pause, signal).catch(() => {});
  }
}
