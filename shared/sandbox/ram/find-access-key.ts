import { instant, minute } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import type { UserKey } from './access-key.ts';
import { findUser } from './find-user.ts';
import { notExist } from './refusals.ts';

export const keysOf = (cloud: Cloud, userName: string): UserKey[] =>
  cloud.userKeys.all().filter((key) => key.userName === userName);

/** Returns the key of that user. Throws a Refusal for another user's key, as for a missing one. */
export function findUserKey(cloud: Cloud, accessKeyId: string, userName: string): UserKey {
  findUser(cloud, userName);
  const key = cloud.userKeys.get(accessKeyId);
  if (key?.userName !== userName) throw notExist('User.AccessKey');
  return key;
}

export const keyOnTheWire = (key: UserKey) => ({
  AccessKeyId: key.accessKeyId,
  Status: key.status,
  CreateDate: instant(key.createdAt),
});

/** Records a use of the key. It is called for each accepted request, and updates the stored document once a minute. */
export function noteUse(cloud: Cloud, accessKeyId: string): void {
  const key = cloud.userKeys.get(accessKeyId);
  if (key === undefined) return;
  const now = cloud.now();
  cloud.lastUses.record(accessKeyId, now, cloud.switches.lastUsedLag);
  if (now - (key.lastUsedAt ?? 0) >= minute) cloud.userKeys.set(accessKeyId, { ...key, lastUsedAt: now });
}

/** Returns the last use, as late as GetAccessKeyLastUsed reports it. */
export function lastUseOf(cloud: Cloud, key: UserKey): number | undefined {
  const instant = cloud.now() - cloud.switches.lastUsedLag;
  const kept = key.lastUsedAt !== undefined && key.lastUsedAt <= instant ? key.lastUsedAt : undefined;
  return cloud.lastUses.before(key.accessKeyId, instant) ?? kept;
}
