import type { ListedKey } from '../../../shared/alibaba/ram/list-access-keys.ts';
import { Busy } from '../../../shared/engine/rotation/errors.ts';
import type { Service } from '../../../shared/engine/rotation/service.ts';
import { timeLeft } from '../../../shared/runtime/deadline.ts';
import type { Environment } from '../../../shared/runtime/environment.ts';
import { day } from '../../../shared/runtime/time.ts';
import { makeFreeSlot } from '../free-slot.ts';
import { outlineKeys } from '../preview.ts';
import { type Keyring, retire } from '../revocation/retire.ts';
import { revokeAll, testRevoked } from '../revocation/revoke-all.ts';
import type { AccessKeySecret } from '../secret.ts';
import { formatState } from '../state.ts';
import { proveListed } from '../test.ts';

/** Milliseconds for which a call may still be under way that was sent at the very end of an invocation. */
const onItsWay = 10_000;
/** Milliseconds assumed for the attempt of a process that has no deadline. */
const longest = day;

/**
 * Rotates with the two keys that RAM allows a user: makes, stores, proves and promotes the second while the first still
 * works. RAM has no lock, but only one rotation can take the last slot. If the keys are still those that this session
 * found and made, no other rotation has overtaken it.
 */
export function twoKeys(
  ring: Keyring,
  environment: Environment,
  found: readonly ListedKey[],
): Service<AccessKeySecret> {
  const { access, keys } = ring;
  const expected = new Set(found.map((key) => key.AccessKeyId));
  /** Ids of the keys of pending versions that this session found unusable. */
  const unusable = new Set<string>();
  const currentIsThere = expected.has(access.current.AccessKeyId);
  return {
    strategy: 'two-keys',
    reason: currentIsThere
      ? 'RAM allows a user two keys'
      : 'the current key was deleted: a new one replaces it',
    acceptsBoth: true,
    exclusive: true,
    installs: false,
    account: {
      // The rotation of one key takes both slots of the user.
      isNamedBy: async ({ UserName }) => UserName === access.current.UserName,
      isOpenedBy: async ({ AccessKeyId: id }) => (await keys.list()).some((key) => key.AccessKeyId === id),
    },
    issuing: {
      isUsable: async ({ AccessKeyId: id }) => {
        const isUsable = (await keys.list()).some((key) => key.AccessKeyId === id && key.Status === 'Active');
        if (!isUsable) unusable.add(id);
        return isUsable;
      },
      revoke: async ({ AccessKeyId: id }) => {
        await keys.remove(id);
        expected.delete(id);
      },
    },
    revocation: {
      retire: (previous) => retire(ring, previous),
      revokeAll: (older) => revokeAll(ring, older, (id) => expected.delete(id)),
      testRevoked: (pair) => testRevoked(access, environment, pair),
    },
    preview: {
      outline: () => outlineKeys(ring, async (ring) => issue(ring, await makeFreeSlot(ring, unusable))),
    },
    endsPrevious: () => true,
    create: async () => {
      const left = await makeFreeSlot(ring, unusable);
      const pair = await issue(ring, left);
      expected.clear();
      for (const id of [...left.map((key) => key.AccessKeyId), pair.AccessKeyId]) expected.add(id);
      return { ...access.current, ...pair };
    },
    set: async () => {},
    test: async (pair) => proveListed(access, environment, await keys.list(), pair),
    afterPromotion: async () => {},
    confirmLock: async () => {
      const listed = await keys.list();
      if (listed.length === expected.size && listed.every((key) => expected.has(key.AccessKeyId))) return;
      throw new Busy(access.current.UserName, 'its keys were changed meanwhile');
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Saves the state before it creates a key: if the reply is lost, the next run must recognize the key as ours. */
async function issue({ access, keys }: Keyring, left: readonly ListedKey[]) {
  const from = access.clock.now();
  const until = from + Math.min(timeLeft(access.signal, access.clock), longest) + onItsWay;
  await access.saveState(
    formatState({ kind: 'issuing', from, until, known: left.map((key) => key.AccessKeyId) }),
  );
  return keys.create();
}
