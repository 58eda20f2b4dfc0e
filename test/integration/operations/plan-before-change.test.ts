import { describe, expect, it } from 'vitest';
import { RotationError } from '../../../shared/engine/rotation/errors.ts';
import { engines } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { asAdmin } from '../../support/stand/login.ts';
import { plan, rotate } from '../../support/stand/rotate.ts';
import { type Prepared, prepare, settings } from '../../support/stand/settings.ts';
import { store } from './conditions/condition.ts';

const cases = settings.flatMap((setting) => {
  const server = engines(setting.engine).at(-1);
  return server ? [{ ...setting, setting, server }] : [];
});

/** What a plan says that a rotation would fail for; nothing where it says ready. */
async function obstacles(cloud: Cloud, { setting, secret }: Prepared): Promise<string> {
  try {
    const { Outcome, Plan } = await plan(cloud, setting.type, secret);
    return Outcome === 'blocked' ? (Plan?.Missing.join() ?? '') : '';
  } catch (error) {
    if (error instanceof RotationError) return error.message;
    throw error;
  }
}

/** As little as one session of the account at once. */
function limit(server: ServerAddress, user: string): Promise<unknown> {
  const statement =
    server.engine === 'postgresql'
      ? `alter role ${user} connection limit 1`
      : `alter user '${user}'@'%' with max_user_connections 1`;
  return asAdmin(server, (query) => query(statement));
}

describe.concurrent.each(cases)('a plan for $engine, $strategy by $actor', ({ setting, server }) => {
  it('finds that the database is not there', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const prepared = await prepare(cloud, server, setting);
    expect(await obstacles(cloud, prepared)).toBe('');
    await store(cloud, prepared.secret, { DBName: 'no_such_database' });
    expect(await obstacles(cloud, prepared)).toContain('DBName');
  });
});

describe.concurrent.each(cases.filter(({ actor }) => actor === 'itself'))(
  'a plan for $engine, $strategy by the account itself',
  ({ setting, server }) => {
    it('finds that there is no place for a second session', async () => {
      await using cloud = await startCloud(server.certificateAuthorityFile);
      const prepared = await prepare(cloud, server, setting);
      await limit(server, prepared.account.user);
      expect(await obstacles(cloud, prepared)).toMatch(/is busy/);
    });
  },
);

const byTurns = cases.filter(
  ({ strategy, actor, type }) =>
    strategy === 'alternating-users' && actor === 'admin' && type === 'rds-mysql',
);

describe.concurrent.each(byTurns)('a plan for $engine, $strategy by $actor', ({ setting, server }) => {
  it('names each right that the admin cannot pass on, as the rotation does before it makes an account', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret, account, admin } = await prepare(cloud, server, setting);
    await asAdmin(server, async (query) => {
      await query(`create role ${account.user}_role`);
      await query(`grant ${account.user}_role to '${account.user}'@'%'`);
      await query(`grant create tablespace on *.* to '${account.user}'@'%'`);
    });
    const role = server.engine === 'mysql' ? `\`${account.user}_role\`@\`%\`` : `\`${account.user}_role\``;
    const grants = [
      `grant CREATE TABLESPACE on *.* to \`${admin.user}\`@\`%\` with grant option;`,
      `grant ${role} to \`${admin.user}\`@\`%\` with admin option;`,
    ];
    const { Outcome, Plan } = await plan(cloud, setting.type, secret);
    expect(Outcome).toBe('blocked');
    expect(Plan?.Missing).toHaveLength(2);
    for (const grant of grants) expect(Plan?.Missing.join('\n')).toContain(grant);
    await expect(rotate(cloud, setting.type, secret)).rejects.toMatchObject({
      code: 'privilege-missing',
      aftermath: 'untouched',
      message: expect.stringContaining(Plan?.Missing[0]?.split('To allow it: ')[1] ?? 'no grant'),
    });
    const made = await asAdmin(server, (query) =>
      query(`select user from mysql.user where user = '${account.user}_rt'`),
    );
    expect(made).toEqual([]);
    await asAdmin(server, async (query) => {
      for (const grant of grants) await query(grant);
    });
    expect(await plan(cloud, setting.type, secret)).toMatchObject({ Outcome: 'planned' });
    expect(await rotate(cloud, setting.type, secret)).toMatchObject({ Outcome: 'rotated' });
  });
});
