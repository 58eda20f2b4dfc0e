import type { Credentials } from '../../shared/alibaba/credentials.ts';
import { openRam } from '../../shared/alibaba/ram/open.ts';
import { LoginBlocked, PolicyMalformed } from '../../shared/engine/rotation/errors.ts';
import type { RotationContext, SecretType, Service } from '../../shared/engine/rotation/service.ts';
import type { Environment } from '../../shared/runtime/environment.ts';
import { type AccessKeySecret, differentUser, formatSecret, parseSecret } from './secret.ts';
import { twoKeys } from './strategies/two-keys.ts';
import { isAccepted, proveListed } from './test.ts';
import { listKeys, userKeys } from './user-keys.ts';

/**
 * Returns the secret type for the AccessKey pair of a RAM user. The function's own role has the rights to change the
 * keys.
 */
export function accessKey(environment: Environment, credentials: Credentials): SecretType<AccessKeySecret> {
  return {
    type: 'access-key',
    strategies: ['two-keys'],
    parse: parseSecret,
    format: formatSecret,
    sameCredential: (one, other) => one.AccessKeyId === other.AccessKeyId,
    differences: differentUser,
    account: ({ UserName }) => UserName,
    place: ({ UserName }) => ({ server: 'ram', account: UserName }),
    check: (access, value) => check(access, environment, credentials, value),
    open: (access) => open(access, environment, credentials),
  };
}

async function check(
  access: RotationContext<AccessKeySecret>,
  environment: Environment,
  credentials: Credentials,
  pair: AccessKeySecret,
): Promise<'accepted'> {
  const { secret, signal } = access;
  const ram = openRam(environment, credentials);
  const listed = await listKeys({ ram, secret, user: pair.UserName, signal });
  await proveListed(access, environment, listed, pair);
  access.located('ram', [pair.UserName]);
  return 'accepted';
}

/**
 * Throws LoginBlocked if the current key is disabled: somebody had a reason to disable it, so no new key replaces it.
 */
async function open(
  access: RotationContext<AccessKeySecret>,
  environment: Environment,
  credentials: Credentials,
): Promise<Service<AccessKeySecret>> {
  const { secret, current, signal, policy } = access;
  if (policy.adminSecret !== undefined)
    throw new PolicyMalformed(secret, [
      'remove the tag rotation:admin-secret: the role of the function acts as admin',
    ]);
  const keysOf = { ram: openRam(environment, credentials), secret, user: current.UserName, signal };
  const found = await listKeys(keysOf);
  const key = found.find(({ AccessKeyId }) => AccessKeyId === current.AccessKeyId);
  if (key?.Status === 'Inactive')
    throw new LoginBlocked(
      current.UserName,
      'RAM',
      `its current key ${current.AccessKeyId} is disabled`,
      'Enable it, or delete it and rotate',
    );
  const holder = await access.holder((pair) => isAccepted(access, environment, found, pair));
  const keys = userKeys(keysOf, holder);
  access.located('ram', [current.UserName]);
  const { accessKeyId: own } = await credentials.getCredentials();
  return twoKeys({ access, keys, own }, environment, found);
}
