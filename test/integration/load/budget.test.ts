import { describe, expect, it } from 'vitest';
import { Step } from '../../../shared/engine/rotation/result.ts';
import type { AuditRecord } from '../../../shared/sandbox/audit.ts';
import { runningServers } from '../../support/servers/running.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { functionCalls } from '../../support/stand/function-calls.ts';
import { rotate, runStep } from '../../support/stand/rotate.ts';
import { lengthOf, readFrom } from '../../support/stand/server-log.ts';
import { prepare, settings } from '../../support/stand/settings.ts';

/**
 * Ten KMS calls and three logins an account in one whole rotation at the first try. One of the calls is to see whether the
 * version became current; the account acts or shows who holds it, is used as an application does before a value is made, and
 * proves the new value. A KMS that refuses the previous stage beside the current one has to be asked once more. A sweep
 * knows its fleet; who rotates one secret alone has to list it, to see whether another secret has the same account.
 */
const loginsPerAccount = 3;
/**
 * Calls of RDS: two about the instance, one about each account, the change, and a look at what it came to. The first
 * rotation of MySQL makes the account and gives it its right, each with a look.
 */
const rdsCalls = { 'alternating-users': 6, 'single-user': 5, 'dual-password': 0 };
const rdsCallsAtFirst = 8;
const allReadings = [true, false].flatMap((previousFollowsCurrent) =>
  (['allow', 'reject'] as const).map((previousOntoCurrent) => ({
    previousFollowsCurrent,
    previousOntoCurrent,
  })),
);

const cases = settings.flatMap((setting) =>
  runningServers()
    .filter((server) => server.engine === setting.engine)
    .map((server) => ({ ...setting, setting, server, version: server.version })),
);

/** Of the readings another one for each. */
const withReadings = cases.map((one, index) => ({
  ...one,
  readings: allReadings.filter((_, at) => exhaustive || at === index % allReadings.length),
}));

describe.each(withReadings)(
  'one rotation on $engine $version, $strategy by $actor',
  ({ server, setting, readings }) => {
    it.each(readings)('keeps to its budget of calls and logins under %j', async (switches) => {
      const listing = 1;
      // MariaDB keeps no mark: the previous value has to show whose the other account is. With the API of RDS, MySQL has
      // none, either, and the rights of that account are compared while its value still opens it.
      const hasNoMark =
        setting.engine === 'mariadb' || (setting.engine === 'mysql' && setting.actor === 'rds-api');
      const previous = hasNoMark && setting.strategy === 'alternating-users' ? 2 : 0;
      const kmsCalls = listing + previous + (switches.previousOntoCurrent === 'allow' ? 10 : 11);
      await using cloud = await startCloud(server.certificateAuthorityFile, { switches });
      const { secret, account } = await prepare(cloud, server, setting);
      // The first one may have to make the second account.
      for (const round of ['first', 'second', 'third']) {
        cloud.sandbox.audit.clear();
        const before = await lengthOf(server.log);
        expect(await rotate(cloud, setting.type, secret)).toMatchObject({ Outcome: 'rotated' });
        const made = functionCalls(cloud);
        const ofRds = made.filter(({ serviceName }) => serviceName === 'Rds').map(nameOf);
        const most = round === 'first' ? rdsCallsAtFirst : rdsCalls[setting.strategy];
        expect(ofRds.length, `${round}: ${ofRds}`).toBeLessThanOrEqual(
          setting.actor === 'rds-api' ? most : 0,
        );
        const calls = made.filter(({ serviceName }) => serviceName !== 'Rds').map(nameOf);
        expect(calls.length, `${round}: ${calls}`).toBeGreaterThanOrEqual(6);
        expect(calls.length, `${round}: ${calls}`).toBeLessThanOrEqual(kmsCalls);
        const logins = loginsOf(account.user, await readFrom(server.log, before));
        expect(logins.refused, round).toEqual([]);
        expect(logins.accepted.size, round).toBeGreaterThanOrEqual(1);
        for (const [user, count] of logins.accepted)
          expect(count, `${round}: ${user}`).toBeLessThanOrEqual(loginsPerAccount);
      }
    });
  },
);

describe.each(cases)(
  'the four steps one by one on $engine $version, $strategy by $actor',
  ({ server, setting }) => {
    it('make no login that is refused', async () => {
      await using cloud = await startCloud(server.certificateAuthorityFile);
      const { secret, account } = await prepare(cloud, server, setting);
      const before = await lengthOf(server.log);
      for (const step of Step.options) {
        const result = await runStep(cloud, setting.type, secret, step, 'T-1');
        expect(result, step).toMatchObject({ Outcome: 'step-done' });
      }
      const logins = loginsOf(account.user, await readFrom(server.log, before));
      expect(logins.accepted.size).toBeGreaterThanOrEqual(1);
      expect(logins.refused).toEqual([]);
    });
  },
);

const nameOf = ({ eventName }: AuditRecord) => eventName;

/** Logins of the accounts whose names begin with `name`, as the server's own log has them. */
function loginsOf(name: string, log: string) {
  const accepted = new Map<string, number>();
  const pattern = new RegExp(`(?:Connect\\t|connection authorized: user=)(${name}\\w*)`, 'g');
  for (const [, user = ''] of log.matchAll(pattern)) accepted.set(user, (accepted.get(user) ?? 0) + 1);
  const refused = log
    .split('\n')
    .filter((line) => line.includes(name) && /denied|authentication failed/i.test(line));
  return { accepted, refused };
}
