import { describe, expect, test } from 'vitest';
import type { RotationError } from '../../../shared/engine/rotation/errors.ts';
import { SecretId, type Store, VersionId } from '../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import type { Planted } from './memory-store.ts';

/** A store, and the way to plant a secret behind its back. */
export interface Subject extends AsyncDisposable {
  readonly store: Store;
  plant(secret: SecretId, planted: Planted): Promise<void>;
}

const signal = new AbortController().signal;
const v = (name: string) => VersionId.parse(name);
const secret = SecretId.parse('prod/app+db@1');
const absent = SecretId.parse('prod/absent');
const old = new Sensitive('the old value');
const fresh = new Sensitive('the "new" välue & more\n');

const planted = { version: v('v1'), value: old, tags: { 'rotation:type': 'generic', team: 'payments' } };

const code = (expected: RotationError['code']) =>
  expect.objectContaining({ name: 'RotationError', code: expected });

/** What the engine may rely on in any store, whichever reading of the undocumented rules is true. */
export function storeContract(name: string, start: () => Promise<Subject>): void {
  describe(name, () => {
    async function startPlanted() {
      const subject = await start();
      await subject.plant(secret, planted);
      return subject;
    }

    test('a secret is described with all its tags', async () => {
      await using subject = await startPlanted();
      const { tags, ...rest } = await subject.store.describe(secret, signal);
      expect(tags).toEqual(planted.tags);
      expect(rest.secret).toBe(secret);
    });

    test('a secret that does not exist is not found', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      for (const call of [
        () => store.describe(absent, signal),
        () => store.stages(absent, signal),
        () => store.readCurrent(absent, signal),
        () => store.putPending(absent, v('v2'), fresh, signal),
        () => store.move(absent, 'current', v('v2'), signal),
        () => store.record(absent, { failures: 0 }, signal),
      ])
        await expect(call()).rejects.toEqual(code('secret-not-found'));
    });

    test('a secret in its deletion window is told apart from a lost one', async () => {
      await using subject = await start();
      await subject.plant(secret, { ...planted, plannedDeleteTime: Date.now() + 8 * 24 * 3_600_000 });
      await expect(subject.store.describe(secret, signal)).rejects.toEqual(code('secret-in-deletion'));
      await expect(subject.store.putPending(secret, v('v2'), fresh, signal)).rejects.toEqual(
        code('secret-in-deletion'),
      );
    });

    test('a secret that KMS rotates by itself is left to KMS', async () => {
      await using subject = await start();
      await subject.plant(secret, { ...planted, type: 'Rds' });
      await expect(subject.store.describe(secret, signal)).rejects.toEqual(code('strategy-unavailable'));
    });

    test('a new secret has one version, which is current', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      expect(await store.stages(secret, signal)).toMatchObject({
        current: 'v1',
        pending: undefined,
        previous: undefined,
        versions: ['v1'],
      });
      const stored = await store.readCurrent(secret, signal);
      expect([stored.version, stored.value.reveal()]).toEqual(['v1', old.reveal()]);
    });

    test('a pending value is stored beside the current one and comes back as it was', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      expect(await store.putPending(secret, v('v2'), fresh, signal)).toBe('stored');
      expect(await store.stages(secret, signal)).toMatchObject({
        current: 'v1',
        pending: 'v2',
        previous: undefined,
      });
      expect((await store.read(secret, v('v2'), signal)).value.reveal()).toBe(fresh.reveal());
      expect((await store.readCurrent(secret, signal)).version).toBe('v1');
    });

    test('storing the same pending value again changes nothing', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      await store.putPending(secret, v('v2'), fresh, signal);
      expect(await store.putPending(secret, v('v2'), fresh, signal)).toBe('stored');
      expect((await store.stages(secret, signal)).versions).toHaveLength(2);
    });

    test('a version that holds another value is taken, and keeps it', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      await store.putPending(secret, v('v2'), fresh, signal);
      expect(await store.putPending(secret, v('v2'), old, signal)).toBe('taken');
      expect((await store.read(secret, v('v2'), signal)).value.reveal()).toBe(fresh.reveal());
      expect((await store.stages(secret, signal)).pending).toBe('v2');
    });

    test('of many that store a value under one version exactly one is stored', async () => {
      await using subject = await startPlanted();
      const values = [1, 2, 3, 4, 5].map((number) => new Sensitive(`value ${number}`));
      const outcomes = await Promise.all(
        values.map((value) => subject.store.putPending(secret, v('v2'), value, signal)),
      );
      expect(outcomes.toSorted()).toEqual(['stored', 'taken', 'taken', 'taken', 'taken']);
    });

    test('a second pending version takes the stage from the first, which stays without one', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      await store.putPending(secret, v('v2'), fresh, signal);
      await store.putPending(secret, v('v3'), old, signal);
      const stages = await store.stages(secret, signal);
      expect(stages.pending).toBe('v3');
      expect(stages.versions.toSorted()).toEqual(['v1', 'v2', 'v3']);
    });

    test('a version that lost its stage is called stored again only if it is pending again', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      await store.putPending(secret, v('v2'), fresh, signal);
      await store.putPending(secret, v('v3'), old, signal);
      const outcome = await store
        .putPending(secret, v('v2'), fresh, signal)
        .catch((error: RotationError) => error.code);
      const { pending } = await store.stages(secret, signal);
      expect([
        ['stored', 'v2'],
        ['stage-conflict', 'v3'],
      ]).toContainEqual([outcome, pending]);
    });

    test('moving current, then previous, then clearing pending ends a rotation, and may be repeated', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      await store.putPending(secret, v('v2'), fresh, signal);
      for (const _ of ['once', 'again']) {
        await store.move(secret, 'current', v('v2'), signal);
        await store.move(secret, 'previous', v('v1'), signal);
        await store.clearPending(secret, v('v2'), signal);
        expect(await store.stages(secret, signal)).toMatchObject({
          current: 'v2',
          pending: undefined,
          previous: 'v1',
        });
      }
      expect((await store.readCurrent(secret, signal)).value.reveal()).toBe(fresh.reveal());
    });

    test('current moves from the version that is named, where that one carries it', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      await store.putPending(secret, v('v2'), fresh, signal);
      expect(await store.move(secret, 'current', v('v2'), signal, v('v1'))).toBe('moved');
      expect((await store.stages(secret, signal)).current).toBe('v2');
    });

    test('whatever it answers to a move that comes too late, the stages tell whether it moved', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      await store.putPending(secret, v('v2'), fresh, signal);
      await store.putPending(secret, v('v3'), old, signal);
      await store.move(secret, 'current', v('v3'), signal, v('v1'));
      const answer = await store.move(secret, 'current', v('v2'), signal, v('v1'));
      const { current } = await store.stages(secret, signal);
      expect([
        ['rejected', 'v3'],
        ['moved', 'v2'],
        ['moved', 'v3'],
      ]).toContainEqual([answer, current]);
    });

    test('clearing pending from a version that does not carry it leaves it where it is', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      await store.putPending(secret, v('v2'), fresh, signal);
      await store.clearPending(secret, v('v1'), signal);
      expect((await store.stages(secret, signal)).pending).toBe('v2');
    });

    test('current does not move to a version that does not exist', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      await expect(store.move(secret, 'current', v('v9'), signal)).rejects.toEqual(code('secret-not-found'));
      expect((await store.stages(secret, signal)).current).toBe('v1');
    });

    test('once its time is up a call changes nothing', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      await expect(store.putPending(secret, v('v2'), fresh, AbortSignal.abort())).rejects.toThrow();
      expect((await store.stages(secret, signal)).versions).toEqual(['v1']);
    });

    test('a version that does not exist cannot be read', async () => {
      await using subject = await startPlanted();
      await expect(subject.store.read(secret, v('v9'), signal)).rejects.toEqual(code('secret-not-found'));
    });

    test('many failed attempts push out no version that carries a stage', async () => {
      await using subject = await startPlanted();
      const { store } = subject;
      await store.putPending(secret, v('v2'), fresh, signal);
      await store.move(secret, 'current', v('v2'), signal);
      await store.move(secret, 'previous', v('v1'), signal);
      for (let number = 3; number <= 20; number += 1)
        await store.putPending(secret, v(`v${number}`), new Sensitive(`value ${number}`), signal);
      const stages = await store.stages(secret, signal);
      expect(stages).toMatchObject({ current: 'v2', previous: 'v1', pending: 'v20' });
      expect(stages.versions).toHaveLength(10);
      expect((await store.read(secret, v('v1'), signal)).value.reveal()).toBe(old.reveal());
    });

    test('the status is written into its tag and leaves the others alone', async () => {
      await using subject = await startPlanted();
      await subject.store.record(secret, { success: 0, failures: 2 }, signal);
      await subject.store.record(secret, { success: 0, failures: 3 }, signal);
      expect((await subject.store.describe(secret, signal)).tags).toEqual({
        ...planted.tags,
        'rotation:status': 'success=1970-01-01T00:00:00Z/failures=3',
      });
    });
  });
}
