import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type SshServer, startSshd } from '../../servers/sshd.ts';
import { exhaustive } from '../../stand/exhaustive.ts';
import { Interruption, Stopped } from './interruption.ts';
import { Scene } from './scene.ts';
import { keysIn, plantAdmin, plantKey, plantPassword, stagedKeys, stagedValues } from './ssh-scene.ts';

/** Whether the stage of the previous version may join the current one: else it follows after the promotion. */
const kinds = [
  { kind: 'key', actor: 'itself', previousOntoCurrent: 'allow' },
  { kind: 'key', actor: 'itself', previousOntoCurrent: 'reject' },
  { kind: 'password', actor: 'itself', previousOntoCurrent: 'reject' },
  { kind: 'password', actor: 'admin', previousOntoCurrent: 'allow' },
] as const;

/** What is before one call is after the one before it, so every second point is all of them. */
const stride = exhaustive ? 2 : 14;

describe.skipIf(!inject('hasSshd')).each(kinds.map((kind, index) => ({ ...kind, index })))(
  'a rotation of the $kind by $actor, previous onto current: $previousOntoCurrent',
  ({ kind, actor, previousOntoCurrent, index }) => {
    let server: SshServer;
    let scene: Scene;
    beforeAll(async () => {
      server = await startSshd();
    });
    afterAll(() => server[Symbol.asyncDispose]());
    beforeEach(async () => {
      scene = await Scene.start({ switches: { previousOntoCurrent } });
      if (actor === 'admin') await plantAdmin(scene, server);
    });
    afterEach(() => scene[Symbol.asyncDispose]());

    const plant = async () => {
      if (kind === 'key') return plantKey(scene, server);
      const account = await plantPassword(scene, server, {
        tags: actor === 'admin' ? { 'admin-secret': 'Admin' } : {},
      });
      return { ...account, file: undefined };
    };
    type Planted = Awaited<ReturnType<typeof plant>>;

    /** Whatever the server accepts is in a version with a stage, and one of them always opens it. */
    async function judge(account: Planted, stopped: string, underWay: boolean): Promise<void> {
      const values = await stagedValues(scene);
      const accepted = await Promise.all(values.map((value) => account.logIn(value)));
      expect(accepted, stopped).toContain(true);
      if (kind === 'key') expect(accepted[0], stopped).toBe(true);
      // The old version has no stage for the time of one call, and is found by the next run.
      if (!account.file || (underWay && previousOntoCurrent === 'reject')) return;
      const staged = await stagedKeys(scene);
      expect(
        keysIn(await account.file()).filter((key) => !staged.includes(key)),
        stopped,
      ).toEqual([]);
    }

    it('leaves a way in wherever it is stopped, and ends well when it is run again', async () => {
      const whole = new Interruption();
      await plant();
      await scene.rotate({ interruption: whole });
      expect(whole.points).toBeGreaterThan(20);
      for (let at = 2 + ((2 * index) % stride); at <= whole.points; at += stride) {
        await using own = await Scene.start({ switches: { previousOntoCurrent } });
        scene = own;
        if (actor === 'admin') await plantAdmin(own, server);
        const account = await plant();
        // With a previous version, which the rotation has to give up.
        await own.rotate();
        const stopped = await own
          .rotate({ interruption: new Interruption(at) })
          .catch((error: unknown) => error);
        if (!(stopped instanceof Stopped)) throw stopped;
        await judge(account, stopped.message, true);
        const result = await own.rotate();
        expect(['rotated', 'already-current'], stopped.message).toContain(result.Outcome);
        expect(await account.logIn(await own.text()), stopped.message).toBe(true);
        await judge(account, stopped.message, false);
        expect(await own.stages()).not.toHaveProperty('RotationPending');
      }
    });
  },
  300_000,
);
