import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type SshServer, startSshd } from '../../servers/sshd.ts';
import { Scene } from './scene.ts';
import { keyOf, plantKey } from './ssh-scene.ts';

describe.skipIf(!inject('hasSshd'))('the key of a server account', () => {
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

  it('is joined by a new one that logs in, with the same options', async () => {
    const account = await plantKey(scene, server, {
      authorizedKeys: (line) => `# ops\nfrom="127.0.0.1,::1" ${line} first key\n`,
    });
    const result = await scene.rotate();
    expect(result).toMatchObject({ Outcome: 'rotated', Strategy: 'ssh-key' });
    expect(result.WindowMs).toBeUndefined();
    expect(await account.file()).toBe(
      `# ops\nfrom="127.0.0.1,::1" ${account.first.line} first key\nfrom="127.0.0.1,::1" ${await keyOf(scene)} secret-rotation Thing\n`,
    );
    expect(await account.logIn(await scene.text())).toBe(true);
    expect(await account.logIn(await scene.text('ACSPrevious'))).toBe(true);
  });
});
