import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { LifecycleEvent } from '../../../shared/rotation/lifecycle.ts';
import { type SshServer, startSshd } from '../../servers/sshd.ts';
import { exhaustive } from '../../stand/exhaustive.ts';
import { rotate } from '../../stand/rotate.ts';
import { Scene } from './scene.ts';
import { plantKey, plantPassword, type SshAccount } from './ssh-scene.ts';

const rotations = exhaustive ? 50 : 15;

interface Login {
  readonly read: number;
  readonly ended: number;
  readonly accepted: boolean;
}

interface Window {
  readonly set: number;
  readonly promoted: number;
  readonly reported: number | undefined;
}

describe.skipIf(!inject('hasSshd'))(
  `${rotations} rotations under applications that log in all the time`,
  () => {
    let server: SshServer;
    let scene: Scene;
    beforeAll(async () => {
      server = await startSshd();
    });
    afterAll(() => server[Symbol.asyncDispose]());
    beforeEach(async () => {
      scene = await Scene.start();
    });
    afterEach(() => scene[Symbol.asyncDispose]());

    /** Logs in over and over with what the secret holds, or with what it held before the last rotation. */
    async function apply(account: SshAccount, stage: 'ACSCurrent' | 'ACSPrevious', until: () => boolean) {
      const logins: Login[] = [];
      while (!until()) {
        const value = await scene.text(stage);
        const read = performance.now();
        logins.push({ read, accepted: await account.logIn(value), ended: performance.now() });
      }
      return logins;
    }

    async function rotateOnce(): Promise<Window> {
      let [set, promoted] = [0, 0];
      const emit = (event: LifecycleEvent) => {
        if (event.event === 'step-started' && event.step === 'setSecret') set = performance.now();
        if (event.event === 'promoted') promoted = performance.now();
      };
      const result = await rotate(scene.cloud, 'generic', 'Thing', { emit });
      expect(result.Outcome).toBe('rotated');
      return { set, promoted, reported: result.WindowMs };
    }

    async function rotateUnder(account: SshAccount) {
      let done = false;
      const applying = apply(account, 'ACSCurrent', () => done);
      const windows: Window[] = [];
      try {
        for (let turn = 0; turn < rotations; turn += 1) windows.push(await rotateOnce());
      } finally {
        done = true;
      }
      return { logins: await applying, windows };
    }

    it('refuse no login by key', async () => {
      const { logins } = await rotateUnder(await plantKey(scene, server));
      expect(logins.length).toBeGreaterThan(rotations);
      expect(logins.filter(({ accepted }) => !accepted)).toEqual([]);
    });

    it('refuse a login by password only if it was read before the promotion and ended after the setting', async () => {
      const { logins, windows } = await rotateUnder(await plantPassword(scene, server));
      expect(logins.filter(({ accepted }) => accepted).length).toBeGreaterThan(rotations / 2);
      const refused = logins.filter(({ accepted }) => !accepted);
      const within = ({ read, ended }: Login) =>
        windows.some(({ set, promoted }) => set <= ended && read <= promoted);
      expect(refused.filter((login) => !within(login))).toEqual([]);
      for (const { set, promoted, reported = 0 } of windows)
        expect(Math.abs(promoted - set - reported)).toBeLessThan(100);
    }, 180_000);
  },
);
