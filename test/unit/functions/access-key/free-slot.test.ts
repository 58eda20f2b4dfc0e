import { expect, it } from 'vitest';
import { makeFreeSlot } from '../../../../functions/access-key/free-slot.ts';
import { parsePolicy } from '../../../../shared/engine/rotation/policy.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { withoutStore } from '../../../support/stand/by-hand.ts';

const secret = SecretId.parse('MyKey');
const pair = (AccessKeyId: string) => ({
  AccessKeyId,
  AccessKeySecret: new Sensitive('secret'),
  UserName: 'app',
  text: new Sensitive('{}'),
});
const [current, previous] = [pair('LTAI-current'), pair('LTAI-previous')];

/** The keys of a user, of which nothing may be changed. */
function ringOf(promotedAt: number) {
  const ended: string[] = [];
  const end = async (key: string) => {
    ended.push(key);
  };
  const listed = [current, previous].map(({ AccessKeyId }) => ({
    AccessKeyId,
    Status: 'Active' as const,
    createdAt: 0,
  }));
  const access = {
    ...withoutStore,
    secret,
    policy: parsePolicy(secret, { 'rotation:type': 'access-key', 'rotation:grace': '24h' }),
    current,
    pending: async () => undefined,
    previous: async () => previous,
    staged: async () => ({ current, pending: undefined, previous }),
    expected: 'current' as const,
    contended: () => {},
    holder: async () => {
      throw new Error('nobody asks here');
    },
    promotedAt,
    signal: new AbortController().signal,
  };
  const keys = {
    list: async () => listed,
    create: async () => {
      throw new Error('no key is to be made');
    },
    disable: end,
    remove: end,
    lastUse: async () => undefined,
  };
  return { ring: { access, keys, own: 'LTAI-of-the-role' }, ended };
}

it('a previous key in its grace is no room, whoever has asked for another one', async () => {
  const { ring, ended } = ringOf(Date.now());
  await expect(makeFreeSlot(ring, new Set())).rejects.toMatchObject({
    code: 'no-room',
    message: expect.stringContaining('is kept until'),
  });
  expect(ended).toEqual([]);
});

it('a previous key past its grace is retired first', async () => {
  const { ring, ended } = ringOf(Date.now() - 25 * 3_600_000);
  await expect(makeFreeSlot(ring, new Set())).rejects.toMatchObject({ code: 'busy' });
  expect(ended).toEqual([previous.AccessKeyId]);
});
