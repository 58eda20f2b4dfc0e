import type { RootKey } from './account.ts';
import type { Cloud } from './cloud.ts';
import { type AccessKey, rootIdentity } from './identity.ts';
import { secretPlace } from './ram/access-key.ts';
import { Refusal } from './refusal.ts';
import { openToken } from './sts/session.ts';

/**
 * Returns the key as the gateway knows it: of the root, of a user or, with a token, of a session. Throws a Refusal if a
 * token is missing, malformed, expired or belongs to another key.
 */
export function findAccessKey(
  cloud: Cloud,
  rootKey: RootKey,
  accessKeyId: string,
  token: string | undefined,
): AccessKey | undefined {
  if (accessKeyId.startsWith('STS.')) return sessionKey(cloud, accessKeyId, token);
  const { account, accessKeySecret } = rootKey;
  const key =
    accessKeyId === account.accessKeyId
      ? { accessKeyId, accessKeySecret, status: 'Active' as const, identity: rootIdentity(account.accountId) }
      : userKey(cloud, accessKeyId);
  if (key && token !== undefined) throw mismatch();
  return key;
}

/** Returns the key of a user. A new key stays unknown until it has spread to the gateway. */
function userKey(cloud: Cloud, accessKeyId: string): AccessKey | undefined {
  const key = cloud.userKeys.get(accessKeyId);
  const user = key && cloud.users.get(key.userName);
  if (key === undefined || user === undefined) return undefined;
  if (cloud.now() < key.createdAt + cloud.switches.accessKeySpread) return undefined;
  return {
    accessKeyId,
    accessKeySecret: cloud.vault.open(key.dataKey, key.sealedSecret, accessKeyId, secretPlace).reveal(),
    status: key.status,
    identity: {
      type: 'ram-user',
      accountId: cloud.accountId,
      principalId: user.id,
      userName: user.name,
    },
  };
}

/**
 * Returns the temporary key of a session. Its expiry follows the sandbox's calendar. The sessions of a deleted role end
 * with the role.
 */
function sessionKey(cloud: Cloud, accessKeyId: string, token: string | undefined): AccessKey | undefined {
  if (token === undefined)
    throw new Refusal(400, 'MissingSecurityToken', 'SecurityToken is mandatory for this access key.');
  const session = openToken(cloud, token);
  if (session === undefined)
    throw new Refusal(400, 'InvalidSecurityToken.Malformed', 'Specified SecurityToken is malformed.');
  if (session.accessKeyId !== accessKeyId) throw mismatch();
  if (cloud.now() >= session.until) throw expired(cloud);
  if (cloud.roles.get(session.roleName)?.id !== session.roleId) return undefined;
  const { accessKeySecret, roleName, roleId, sessionName, policy, since } = session;
  return {
    accessKeyId,
    accessKeySecret,
    status: 'Active',
    identity: {
      type: 'assumed-role',
      accountId: cloud.accountId,
      principalId: `${roleId}:${sessionName}`,
      userName: `${roleName}:${sessionName}`,
      roleName,
      roleId,
      sessionName,
      sessionPolicy: policy,
      since,
    },
  };
}

const mismatch = () =>
  new Refusal(
    400,
    'InvalidSecurityToken.MismatchWithAccessKey',
    'Specified SecurityToken mismatch with the AccessKey.',
  );

function expired({ switches }: Cloud): Refusal {
  if (switches.expiredToken === 'InvalidAccessKeyId.NotFound')
    return new Refusal(404, switches.expiredToken, 'Specified access key is not found.');
  return new Refusal(400, switches.expiredToken, 'Specified SecurityToken is expired.');
}
