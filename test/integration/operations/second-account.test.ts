import { describe, expect, it } from 'vitest';
import { families } from '../../support/servers/running.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { Halt } from '../../support/stand/halt.ts';
import { asAdmin } from '../../support/stand/login.ts';
import { rotate } from '../../support/stand/rotate.ts';
import { type Prepared, prepare, settings } from '../../support/stand/settings.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { stretched } from '../../support/stand/stretched.ts';

const cases = settings
  // With the API of RDS a description marks the account, which rds-api.test.ts looks at.
  .filter(({ strategy, actor }) => strategy === 'alternating-users' && actor !== 'rds-api')
  .flatMap((setting) => {
    const server = families(setting.engine).at(-1);
    return server ? [{ ...setting, setting, server }] : [];
  });

/** What the server itself keeps about an account that is somebody's second one; MariaDB keeps nothing. */
async function markOf({ server }: Prepared, account: string): Promise<unknown> {
  const [row] = await asAdmin(server, (query) =>
    query(
      server.engine === 'postgresql'
        ? `select shobj_description(oid, 'pg_authid') as mark from pg_roles where rolname = '${account}'`
        : `select attribute ->> '$.rotation_second_of' as mark from information_schema.user_attributes where user = '${account}'`,
    ),
  );
  return Object(row).mark;
}

describe.each(cases)('the second account of a secret on $engine', ({ setting, server }) => {
  const second = (name: string) => `second_of_${name}`;

  async function begin() {
    const cloud = await startCloud(server.certificateAuthorityFile);
    const prepared = await prepare(cloud, server, setting);
    await cloud.tag(prepared.secret, {
      'rotation:second-account': second(prepared.account.user),
      'rotation:grace': '0m:accepted',
    });
    return { cloud, prepared, [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose]() };
  }

  if (setting.engine !== 'mariadb')
    it('is marked with the name of the first one, which is not marked, for good', async () => {
      await using scene = await begin();
      const { cloud, prepared } = scene;
      const { user } = prepared.account;
      for (let turn = 0; turn < 3; turn += 1) {
        await rotate(cloud, setting.type, prepared.secret);
        expect(String(await markOf(prepared, second(user)))).toMatch(new RegExp(`${user}$`));
        expect(await markOf(prepared, user)).toBeNull();
      }
    });

  if (setting.engine !== 'mariadb')
    it('shares the lock of the first one, though only its mark tells whose it is', async () => {
      await using scene = await begin();
      const { cloud, prepared } = scene;
      const { secret } = prepared;
      const alone = { 'rotation:type': setting.type, 'rotation:strategy': 'single-user' };
      await cloud.createSecret(`${secret}-first`, JSON.parse(await storedValue(cloud, secret)), alone);
      await rotate(cloud, setting.type, secret);
      await cloud.createSecret(`${secret}-second`, JSON.parse(await storedValue(cloud, secret)), alone);
      const halt = new Halt({ of: 'set', number: 1, moment: 'before' });
      const holding = rotate(cloud, setting.type, `${secret}-second`, { halt });
      await halt.reached;
      const met = await rotate(cloud, setting.type, `${secret}-first`, { timeout: stretched(2_000) });
      halt.release();
      expect(met).toMatchObject({ Outcome: 'postponed' });
      expect(await holding).toMatchObject({ Outcome: 'rotated' });
    });

  it('shares the lock of the first one, whichever secret comes', async () => {
    await using scene = await begin();
    const { cloud, prepared } = scene;
    const first = await storedValue(cloud, prepared.secret);
    await rotate(cloud, setting.type, prepared.secret);
    const value = JSON.parse(await storedValue(cloud, prepared.secret));
    expect(value.AccountName).toBe(second(prepared.account.user));
    // Of the first account, by which nobody could tell that it is one of a pair.
    await cloud.createSecret(`${prepared.secret}-copy`, JSON.parse(first), {
      'rotation:type': setting.type,
      'rotation:strategy': 'single-user',
    });
    const halt = new Halt({ of: 'set', number: 1, moment: 'before' });
    const holding = rotate(cloud, setting.type, prepared.secret, { halt });
    await halt.reached;
    const met = await rotate(cloud, setting.type, `${prepared.secret}-copy`, { timeout: stretched(2_000) });
    halt.release();
    expect(met).toMatchObject({ Outcome: 'postponed' });
    expect(await holding).toMatchObject({ Outcome: 'rotated' });
  });
});
