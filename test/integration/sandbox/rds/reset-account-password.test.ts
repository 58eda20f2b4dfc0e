import { describe, expect, it } from 'vitest';
import { callsTo, type Parameters } from '../../../support/sandbox/calls.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import { firstPassword, instanceOn, secondPassword, startRds } from '../../../support/sandbox/with-rds.ts';
import { engines } from '../../../support/servers/running.ts';

const AccountPassword = secondPassword;

describe('ResetAccountPassword', () => {
  describe.each(engines('mysql', 'mariadb', 'postgresql'))('on $engine', (server) => {
    it('sets a password, and ends the one before', async () => {
      await using running = await startRds(server);
      await running.create();
      const answer = await running.call('ResetAccountPassword', running.on({ AccountPassword }));
      expect(answer).toEqual({ RequestId: expect.any(String) });
      expect(await running.accepts(secondPassword)).toBe(true);
      expect(await running.accepts(firstPassword)).toBe(false);
    });

    it('takes the password that the account has', async () => {
      await using running = await startRds(server);
      await running.create();
      const same = running.on({ AccountPassword: firstPassword });
      expect(await running.call('ResetAccountPassword', same)).not.toHaveProperty('failed');
      expect(await running.accepts(firstPassword)).toBe(true);
    });

    it('refuses an account that is not there', async () => {
      await using running = await startRds(server);
      expect(await running.call('ResetAccountPassword', running.on({ AccountPassword }))).toMatchObject({
        failed: 'InvalidAccountName.NotFound',
        status: 404,
      });
    });

    it('refuses the admin of the server', async () => {
      await using running = await startRds(server);
      const AccountName = server.admin.user;
      expect(
        await running.call('ResetAccountPassword', running.on({ AccountName, AccountPassword })),
      ).toMatchObject({ failed: 'InvalidAccountName.NotFound' });
    });

    it('refuses a password that RDS does not take, and changes nothing', async () => {
      await using running = await startRds(server);
      await running.create();
      const weak = running.on({ AccountPassword: 'password' });
      expect(await running.call('ResetAccountPassword', weak)).toMatchObject({
        failed: 'InvalidAccountPassword.Format',
        status: 400,
      });
      expect(await running.accepts(firstPassword)).toBe(true);
    });

    it('works only on an instance that runs', async () => {
      await using running = await startRds(server);
      await running.create();
      const reset = () => running.call('ResetAccountPassword', running.on({ AccountPassword }));
      running.sandbox.rdsInstances.change('rm-test', { DBInstanceStatus: 'Restarting' });
      expect(await reset()).toMatchObject({ failed: 'IncorrectDBInstanceState', status: 403 });
      running.sandbox.rdsInstances.change('rm-test', { DBInstanceStatus: 'Running', LockMode: 'ManualLock' });
      expect(await reset()).toMatchObject({ failed: 'IncorrectDBInstanceLockMode', status: 404 });
      expect(await running.accepts(firstPassword)).toBe(true);
      running.sandbox.rdsInstances.change('rm-test', { LockMode: 'Unlock' });
      expect(await reset()).not.toHaveProperty('failed');
    });

    it('needs the right for this very instance', async () => {
      await using running = await startRds(server);
      await running.create();
      const { sandbox } = running;
      sandbox.rdsInstances.place({ ...instanceOn(server), DBInstanceId: 'rm-other' });
      const Resource = `acs:rds:${sandbox.regionId}:${sandbox.accountId}:dbinstance/rm-test`;
      const statements = [{ Effect: 'Allow', Action: 'rds:ResetAccountPassword', Resource }];
      const call = callsTo(await userWithKey(sandbox, 'alice', { statements }), 'rds');
      const reset = (more: Parameters = {}) =>
        call('ResetAccountPassword', running.on({ AccountPassword, ...more }));
      expect(await reset()).not.toHaveProperty('failed');
      expect(await reset({ DBInstanceId: 'rm-other' })).toMatchObject({
        failed: 'Forbidden.RAM',
        status: 403,
      });
    });

    it('is denied to whoever has no right', async () => {
      await using running = await startRds(server);
      const call = await running.asNobody();
      expect(await call('ResetAccountPassword', running.on({ AccountPassword }))).toMatchObject({
        failed: 'Forbidden.RAM',
        status: 403,
        denial: { AuthAction: 'rds:ResetAccountPassword' },
      });
    });
  });
});
