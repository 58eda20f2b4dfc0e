import { describe, expect, it } from 'vitest';
import { engines } from '../../support/servers/running.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { rotate, verify } from '../../support/stand/rotate.ts';
import { prepare, settings } from '../../support/stand/settings.ts';
import { storedValue } from '../../support/stand/stored-value.ts';

const cases = settings
  .filter(
    ({ type, strategy, actor }) => type === 'rds-mysql' && strategy === 'dual-password' && actor === 'admin',
  )
  .flatMap((setting) => engines(setting.engine).map((server) => ({ ...setting, setting, server })));

describe.each(cases)('a verification on $engine', ({ setting, server }) => {
  it.each(['no_such_database', 'mysql'])(
    'blames nobody for a password that is right where the database %s cannot be used',
    async (name) => {
      await using cloud = await startCloud(server.certificateAuthorityFile);
      const { secret } = await prepare(cloud, server, setting);
      await rotate(cloud, setting.type, secret);
      const value = JSON.parse(await storedValue(cloud, secret));
      await cloud.call('PutSecretValue', {
        SecretName: secret,
        VersionId: 'by-hand',
        SecretData: JSON.stringify({ ...value, DBName: name }),
      });
      const { Outcome, Reason, Checks } = await verify(cloud, setting.type, secret);
      expect(Outcome).toBe('drifted');
      expect(Reason).toContain('DBName');
      expect(Reason).not.toMatch(/does not log in|somebody changed it/);
      expect(Checks?.[0]).toMatchObject({ Stage: 'current', State: 'unfit' });
    },
  );
});
