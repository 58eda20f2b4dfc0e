import { CloudError } from '../../shared/alibaba/cloud-error.ts';
import { fixedCredentials } from '../../shared/alibaba/credentials.ts';
import type { ListedKey } from '../../shared/alibaba/ram/list-access-keys.ts';
import { getCallerIdentity } from '../../shared/alibaba/sts/get-caller-identity.ts';
import { openSts } from '../../shared/alibaba/sts/open.ts';
import { Busy, LoginBlocked, Refused, SecretMalformed } from '../../shared/engine/rotation/errors.ts';
import type { RotationContext } from '../../shared/engine/rotation/service.ts';
import { timeLeft } from '../../shared/runtime/deadline.ts';
import type { Environment } from '../../shared/runtime/environment.ts';
import { ramError } from './ram-error.ts';
import type { AccessKeySecret } from './secret.ts';

/** Milliseconds between two attempts, and milliseconds of the invocation that are kept for the work after the proof. */
const pause = 500;
const reserve = 5_000;

/**
 * Throws Refused if RAM does not list the key, and then signs with the pair. STS cannot distinguish a deleted key from
 * one that it does not know yet; RAM can.
 */
export async function proveListed(
  access: RotationContext<AccessKeySecret>,
  environment: Environment,
  listed: readonly ListedKey[],
  pair: AccessKeySecret,
): Promise<void> {
  if (!listed.some((key) => key.AccessKeyId === pair.AccessKeyId)) throw new Refused(pair.UserName, 'stored');
  await testPending(access, environment, pair);
}

/** Returns whether a stored pair signs as the user that it names. */
export async function isAccepted(...asked: Parameters<typeof proveListed>): Promise<boolean> {
  try {
    await proveListed(...asked);
    return true;
  } catch (error) {
    if (error instanceof Refused || error instanceof LoginBlocked) return false;
    throw error;
  }
}

/**
 * Signs a call to STS with the pair, as an application does, and compares the user in the reply. No documentation says
 * how soon a new key is known everywhere. So the call is repeated until the time of the invocation is nearly over.
 */
async function testPending(
  access: RotationContext<AccessKeySecret>,
  environment: Environment,
  pair: AccessKeySecret,
): Promise<void> {
  const { signal, clock } = access;
  const credentials = fixedCredentials({
    accessKeyId: pair.AccessKeyId,
    accessKeySecret: pair.AccessKeySecret.reveal(),
  });
  const sts = openSts(environment, credentials);
  const kept = Math.min(reserve, timeLeft(signal, clock) / 2);
  for (;;) {
    const answer = await getCallerIdentity(sts, signal).catch((error: unknown) =>
      refusal(access, pair, error),
    );
    if (answer !== 'unknown') return confirmUser(access, pair, answer.Arn);
    if (timeLeft(signal, clock) < kept)
      throw new Busy('STS', `it does not know the new key ${pair.AccessKeyId} yet`);
    await clock.sleep(pause, signal).catch(() => {});
  }
}

function confirmUser(
  { secret }: RotationContext<AccessKeySecret>,
  { UserName }: AccessKeySecret,
  arn: string,
): void {
  if (arn.endsWith(`:user/${UserName}`)) return;
  throw new SecretMalformed(secret, ['UserName: is not the owner of this key']);
}

/**
 * Translates a failed call. Returns 'unknown' if the gateway does not know the key. Source of the codes: error codes of
 * the gateway.
 */
function refusal(
  { secret }: RotationContext<AccessKeySecret>,
  pair: AccessKeySecret,
  error: unknown,
): 'unknown' {
  const { UserName: user, AccessKeyId: id } = pair;
  const code = error instanceof CloudError ? error.code : '';
  if (code === 'InvalidAccessKeyId.NotFound') return 'unknown';
  if (code === 'InvalidAccessKeyId.Inactive')
    throw new LoginBlocked(user, 'STS', `its key ${id} is disabled`, `Enable it, or delete it and rotate`, {
      cause: error,
    });
  if (code === 'SignatureDoesNotMatch') throw new Refused(user, 'stored', error);
  throw ramError(error, { secret, user, action: 'sts:GetCallerIdentity' });
}
