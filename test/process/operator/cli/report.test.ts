import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../../support/servers/running.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { rotator } from '../../../support/stand/in-process.ts';
import { session } from '../../../support/stand/login.ts';
import { prepare, settings } from '../../../support/stand/settings.ts';

const setting = settings.find((one) => one.engine === 'postgresql' && one.dual);

describe('rotator report --sessions', () => {
  let cloud: Cloud;
  let server: ServerAddress;
  beforeAll(async () => {
    server = engines('postgresql').at(-1) ?? expect.unreachable();
    cloud = await startCloud(server.certificateAuthorityFile);
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  it('tells who still uses the previous credential, and not who uses the current one', async () => {
    const { secret, account } = await prepare(cloud, server, setting ?? expect.unreachable());
    const users = async () => {
      const { stdout } = await rotator(cloud, 'report', '--sessions', '--json');
      const { members } = JSON.parse(stdout);
      return members.find((member: { secret: string }) => member.secret === secret).users;
    };
    await rotator(cloud, 'rotate', secret);
    await session(server, account, async () => {
      expect(await users()).toEqual({
        state: 'seen',
        places: [expect.objectContaining({ account: account.user, sessions: 1 })],
      });
    });
    expect(await users()).toEqual({ state: 'seen', places: [] });
  });
});
