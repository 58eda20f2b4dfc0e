import { beforeEach, describe, expect, it } from 'vitest';
import { SecretId, type Store, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { draftStore } from '../../../../shared/operator/adopt/draft-store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { MemoryStore } from '../../../support/engine/memory-store.ts';

const [draft, other] = [SecretId.parse('shop/draft'), SecretId.parse('shop/other')];
const [v0, v1] = [VersionId.parse('v0'), VersionId.parse('v1')];
const [kept, drafted] = [new Sensitive('kept'), new Sensitive('drafted')];
const tags = { 'rotation:type': 'generic' };
const { signal } = new AbortController();

describe('a store with a draft', () => {
  let store: MemoryStore;
  beforeEach(() => {
    store = new MemoryStore({ previousFollowsCurrent: false });
    store.plant(other, { version: v0, value: kept, tags: { team: 'shop' } });
  });

  describe('of a secret that does not exist', () => {
    const first = { version: v1, value: drafted, dataType: 'text' } as const;
    const view = () => draftStore(store, { secret: draft, tags, createTime: 7, first });

    it('shows it as if it were there, with one version that is current', async () => {
      expect(await view().describe(draft, signal)).toMatchObject({ tags, createTime: 7 });
      expect(await view().stages(draft, signal)).toEqual({
        current: v1,
        pending: undefined,
        previous: undefined,
        versions: [v1],
        currentSince: 7,
      });
      expect(await view().readCurrent(draft, signal)).toBe(first);
      expect(await view().read(draft, v1, signal)).toBe(first);
      expect(store.calls).toEqual([]);
    });

    it('knows no other version of it', async () => {
      await expect(view().read(draft, v0, signal)).rejects.toMatchObject({ code: 'secret-not-found' });
    });

    it('reads every other secret as it is', async () => {
      expect(await view().describe(other, signal)).toMatchObject({ tags: { team: 'shop' } });
      expect((await view().stages(other, signal)).current).toBe(v0);
      expect((await view().readCurrent(other, signal)).value).toBe(kept);
      expect((await view().read(other, v0, signal)).value).toBe(kept);
    });
  });

  describe('of a secret that is there', () => {
    const view = () => draftStore(store, { secret: other, tags });

    it('shows other tags, and the values that it has', async () => {
      expect(await view().describe(other, signal)).toMatchObject({ tags });
      expect((await view().stages(other, signal)).current).toBe(v0);
      expect((await view().readCurrent(other, signal)).value).toBe(kept);
    });

    it('knows it by its ARN, too', async () => {
      const arn = SecretId.parse('acs:kms:cn-hangzhou:1234567890123456:secret/shop/other');
      const named = draftStore(store, { secret: arn, tags });
      expect(await named.describe(other, signal)).toMatchObject({ tags });
    });

    it.each<[string, (view: Store) => Promise<unknown>]>([
      ['putPending', (store) => store.putPending(other, v1, drafted, signal)],
      ['move', (store) => store.move(other, 'current', v0, signal)],
      ['clearPending', (store) => store.clearPending(other, v0, signal)],
      ['record', (store) => store.record(other, { failures: 0 }, signal)],
      ['saveState', (store) => store.saveState(other, 'x', signal)],
    ])('writes nothing: %s', async (_, write) => {
      await expect(write(view())).rejects.toMatchObject({ code: 'stage-conflict' });
      expect(store.calls).toEqual([]);
    });
  });
});
