import { describe, expect, it } from 'vitest';
import { engines } from '../../../support/servers/running.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { ready } from '../../../support/stand/database-subjects.ts';
import { asAdmin } from '../../../support/stand/login.ts';
import { plan, rollback, rotate } from '../../../support/stand/rotate.ts';
import { readFrom } from '../../../support/stand/server-log.ts';
import { prepare, type Setting, settings } from '../../../support/stand/settings.ts';
import { stagesOf } from '../../../support/stand/stages.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';

const servers = engines('mysql');
const dual = settings.filter((one) => one.engine === 'mysql' && one.strategy === 'dual-password');
const cases = servers.flatMap((server) => dual.map((setting) => ({ ...setting, setting, server })));

async function begin(cloud: Cloud, server: ServerAddress, setting: Setting) {
  const prepared = await prepare(cloud, server, setting);
  const { secret } = prepared;
  return {
    ...prepared,
    service: ready(prepared),
    rotate: () => rotate(cloud, setting.type, secret),
    back: (token: string) => rollback(cloud, setting.type, secret, { token }),
    root: (statement: string) => asAdmin(server, (query) => query(statement)),
    /** How often an admin has set a password of the account, who need not give the one it replaces. */
    altered: async () => {
      const lines = (await readFrom(server.log, prepared.logStart)).split('\n');
      const own = lines.filter((line) => line.includes(`ALTER USER '${prepared.account.user}'`));
      return own.filter((line) => !line.includes('REPLACE')).length;
    },
  };
}

describe.each(cases)('MySQL $server.version, two passwords, $actor', ({ server, setting }) => {
  it('gives the former password the first place, so that the next rotation shuts nobody out', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const one = await begin(cloud, server, setting);
    const first = await storedValue(cloud, one.secret);
    await one.rotate();
    await one.back('b1');
    await one.rotate();
    expect(await one.service.logIn?.(first)).toBeUndefined();
    expect(await one.service.kept?.()).toBe(2);
  });

  it('keeps both when it is stopped between the service and the promotion, and run again', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const one = await begin(cloud, server, setting);
    const first = await storedValue(cloud, one.secret);
    await one.rotate();
    const second = await storedValue(cloud, one.secret);
    cloud.sandbox.faults.ask({
      action: 'UpdateSecretVersionStage',
      fault: { kind: 'throttle' },
      times: 1_000,
    });
    await expect(one.back('b1')).rejects.toMatchObject({ code: 'store-throttled' });
    cloud.sandbox.faults.clear();
    expect(await storedValue(cloud, one.secret)).toBe(second);
    for (const value of [first, second]) expect(await one.service.logIn?.(value)).toBeUndefined();
    const altered = await one.altered();
    expect(await one.back('b1')).toMatchObject({ Outcome: 'rolled-back' });
    expect(await one.altered()).toBe(altered);
    for (const value of [first, second]) expect(await one.service.logIn?.(value)).toBeUndefined();
  });

  it('is refused by a password history before anything is promoted, and no rotation goes on with it', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const one = await begin(cloud, server, setting);
    await one.root(`alter user '${one.account.user}'@'%' password history 5`);
    // The history begins with the first value that is set under it.
    await one.rotate();
    const first = await storedValue(cloud, one.secret);
    await one.rotate();
    const before = await storedValue(cloud, one.secret);
    await expect(one.back('b1')).rejects.toMatchObject({
      code: 'password-rejected',
      message: expect.stringContaining('password history'),
    });
    expect(await storedValue(cloud, one.secret)).toBe(before);
    expect((await stagesOf(cloud, one.secret)).pending).toBeUndefined();
    for (const value of [first, before]) expect(await one.service.logIn?.(value)).toBeUndefined();
    expect(await plan(cloud, setting.type, one.secret)).toMatchObject({ Outcome: 'planned' });
  });
});
