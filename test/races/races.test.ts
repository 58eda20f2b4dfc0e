import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { engines } from '../servers/running.ts';
import { Application } from '../stand/application.ts';
import { invoke, rotator } from '../stand/bundle.ts';
import { type Cloud, startCloud } from '../stand/cloud.ts';
import { currentLogin } from '../stand/current-login.ts';
import { ready } from '../stand/database-subjects.ts';
import { login } from '../stand/login.ts';
import { rotate } from '../stand/rotate.ts';
import { type Prepared, prepare, type Setting, settings } from '../stand/settings.ts';
import { stagesOf } from '../stand/stages.ts';

const cases = settings.flatMap((setting) => {
  const server = engines(setting.engine).at(-1);
  return server ? [{ ...setting, setting, server }] : [];
});

/** Statements that changed a password in sessions of this secret's accounts, as the server's own log has them. */
async function passwordChanges({ server, account }: Prepared): Promise<number> {
  const lines = (await readFile(server.log, 'utf8')).split('\n');
  const changes = lines.filter((line) =>
    /alter (user|role) .*(identified|password)|set password/i.test(line),
  );
  if (server.engine === 'postgresql') return changes.filter((line) => line.includes(account.user)).length;
  const threads = new Set(lines.flatMap((line) => threadOf(line, `Connect\t${account.user}`)));
  return changes.filter((line) => threadOf(line, 'Query').some((thread) => threads.has(thread))).length;
}

function threadOf(line: string, what: string): string[] {
  const [before, after] = line.split(` ${what}`);
  const thread = /\d+$/.exec(before ?? '')?.[0];
  return after === undefined || thread === undefined ? [] : [thread];
}

type Contender = (cloud: Cloud, setting: Setting, secret: string) => Promise<string>;

const asFunction: Contender = async (cloud, setting, secret) => {
  const { result, stderr } = await invoke(cloud, setting.type, { Operation: 'rotate', SecretId: secret });
  return String(result?.Outcome ?? stderr);
};

const asOperator: Contender = async (cloud, _, secret) => {
  const { stdout, stderr } = await rotator(cloud, 'rotate', secret, '--json');
  const answer: { Outcome?: string } = JSON.parse(stdout);
  return answer.Outcome ?? stderr;
};

const byTurns: Contender[] = [asFunction, asOperator];

async function underLoad(cloud: Cloud, prepared: Prepared, work: () => Promise<void>) {
  await using application = new Application(cloud, ready(prepared), 'fresh');
  await application.refresh();
  await work();
  await application.refresh();
  return application.tally;
}

describe.each(cases)('on $engine, $strategy by $actor', ({ server, setting, dual }) => {
  it.each([2, 10])(
    '%i rotations at once have one winner, and the server hears of one password',
    async (count) => {
      await using cloud = await startCloud(server.certificateAuthorityFile);
      const prepared = await prepare(cloud, server, setting);
      // The first rotation may have to make the second account; the second one shows what one rotation takes.
      await rotate(cloud, setting.type, prepared.secret);
      const first = await passwordChanges(prepared);
      await rotate(cloud, setting.type, prepared.secret);
      const second = await passwordChanges(prepared);
      expect(second).toBeGreaterThan(first);
      const outcomes: string[] = [];
      const tally = await underLoad(cloud, prepared, async () => {
        // Every contender has read the same current value before the first one goes on.
        cloud.sandbox.faults.ask({
          action: 'GetSecretValue',
          fault: { kind: 'delay', milliseconds: 1_000 + 250 * count, when: 'after' },
          times: 1_000,
        });
        const contenders = Array.from({ length: count }, (_, index) => byTurns[index % 2] ?? asFunction);
        outcomes.push(...(await Promise.all(contenders.map((run) => run(cloud, setting, prepared.secret)))));
        cloud.sandbox.faults.clear();
      });
      expect(outcomes.sort()).toEqual(['rotated', ...Array(count - 1).fill('superseded')]);
      expect((await passwordChanges(prepared)) - second).toBe(second - first);
      if (dual) expect(tally.refusals).toEqual([]);
      expect(await login(server, await currentLogin(cloud, prepared.secret))).toBeUndefined();
    },
  );

  it('a loser that wakes up after the winner is done changes nothing', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const prepared = await prepare(cloud, server, setting);
    const delay = { kind: 'delay', milliseconds: 1_500, when: 'after' } as const;
    cloud.sandbox.faults.ask({ action: 'GetSecretValue', fault: delay });
    const slow = rotate(cloud, setting.type, prepared.secret);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const winner = await rotate(cloud, setting.type, prepared.secret);
    const after = await stagesOf(cloud, prepared.secret);
    expect(winner.Outcome).toBe('rotated');
    expect((await slow).Outcome).toBe('superseded');
    expect(await stagesOf(cloud, prepared.secret)).toEqual(after);
    expect(await login(server, await currentLogin(cloud, prepared.secret))).toBeUndefined();
  });

  it('each step, delivered twice at the same moment, is done once', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret } = await prepare(cloud, server, setting);
    for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
      const event = { Step, SecretId: secret, ClientRequestToken: 'T-1' };
      const both = await Promise.all([
        invoke(cloud, setting.type, event),
        invoke(cloud, setting.type, event),
      ]);
      for (const { failure } of both) expect(failure, Step).toBeUndefined();
    }
    expect(await stagesOf(cloud, secret)).toEqual({
      current: 'T-1',
      previous: 'v0',
      pending: undefined,
      count: 2,
    });
    expect(await login(server, await currentLogin(cloud, secret))).toBeUndefined();
  });

  it('a timer event that is retried hours later, after other rotations, changes nothing', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret } = await prepare(cloud, server, setting);
    const timer = (triggerTime: string) => ({
      triggerTime,
      triggerName: 'nightly',
      payload: JSON.stringify({ Operation: 'rotate', SecretId: secret }),
    });
    await invoke(cloud, setting.type, timer('2026-11-25T02:00:00Z'));
    await rotate(cloud, setting.type, secret);
    const after = await stagesOf(cloud, secret);
    const late = await invoke(cloud, setting.type, timer('2026-11-25T02:00:00Z'));
    expect(late.result).toMatchObject({ Outcome: 'superseded' });
    expect(await stagesOf(cloud, secret)).toEqual(after);
  });
});
