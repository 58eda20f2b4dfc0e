import { describe, expect, it } from 'vitest';
import { engines } from '../../../support/servers/running.ts';
import { startCloud } from '../../../support/stand/cloud.ts';
import { currentLogin } from '../../../support/stand/current-login.ts';
import { asAdmin, login } from '../../../support/stand/login.ts';
import { plan, rotate, verify } from '../../../support/stand/rotate.ts';
import { prepare } from '../../../support/stand/settings.ts';

const type = 'rds-postgresql';

describe.each(engines('postgresql').slice(-1))(
  'what is said before it is too late, on PostgreSQL $version',
  (server) => {
    const begin = async (strategy: 'alternating-users' | 'single-user') => {
      const cloud = await startCloud(server.certificateAuthorityFile);
      const dual = strategy === 'alternating-users';
      const prepared = await prepare(cloud, server, {
        engine: 'postgresql',
        type,
        strategy,
        actor: dual ? 'admin' : 'itself',
        dual,
      });
      return { cloud, ...prepared, [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose]() };
    };

    it.each(['alternating-users', 'single-user'] as const)(
      'has that a password is kept as MD5, which the next one is not (%s)',
      async (strategy) => {
        await using scene = await begin(strategy);
        const { cloud, secret, account } = scene;
        const notes = async () => (await plan(cloud, type, secret)).Plan?.Notes.join() ?? '';
        expect(await notes()).not.toContain('MD5');
        await asAdmin(server, (query) =>
          query(
            `set password_encryption to 'md5'; alter role ${account.user} password '${account.password}'`,
          ),
        );
        expect(await notes()).toContain(`asks for the password of ${account.user} by MD5`);
        expect(await verify(cloud, type, secret)).toMatchObject({
          Outcome: 'verified',
          Checks: [{ Stage: 'current', State: 'accepted', Detail: expect.stringContaining('MD5') }],
        });
        await rotate(cloud, type, secret);
        expect(await notes()).not.toContain('MD5');
      },
    );

    it('has what was made as the second login itself, and how its owner is changed', async () => {
      await using scene = await begin('alternating-users');
      const { cloud, secret, account } = scene;
      await rotate(cloud, type, secret);
      const { user } = await currentLogin(cloud, secret);
      await asAdmin(
        server,
        async (query) => query(`create table public.made (a int); alter table public.made owner to ${user}`),
        account.user,
      );
      const statement = `reassign owned by "${user}" to "${account.user}"`;
      expect(await verify(cloud, type, secret)).toMatchObject({
        Outcome: 'verified',
        Checks: expect.arrayContaining([
          expect.objectContaining({
            Stage: 'current',
            State: 'accepted',
            Detail: expect.stringContaining(statement),
          }),
        ]),
      });
      expect((await plan(cloud, type, secret)).Reason).toContain(statement);
      await asAdmin(server, (query) => query(statement), account.user);
      expect(JSON.stringify(await verify(cloud, type, secret))).not.toContain('reassign');
    });

    it('has that the second login differs, which a repair ends', async () => {
      await using scene = await begin('alternating-users');
      const { cloud, secret, account } = scene;
      await rotate(cloud, type, secret);
      await asAdmin(server, (query) => query(`alter role ${account.user} set work_mem to '7MB'`));
      expect(await verify(cloud, type, secret)).toMatchObject({
        Outcome: 'drifted',
        Reason: expect.stringContaining('logs in, but'),
      });
      const before = await currentLogin(cloud, secret);
      expect(await verify(cloud, type, secret, { repair: true })).toMatchObject({ Outcome: 'repaired' });
      expect(await currentLogin(cloud, secret)).toEqual(before);
      expect(await login(server, before)).toBeUndefined();
      expect(await verify(cloud, type, secret)).toMatchObject({ Outcome: 'verified' });
    });
  },
);
