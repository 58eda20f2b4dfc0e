import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deploy, rights } from '../../support/deploy/deploy-function.ts';
import { invokeFunction } from '../../support/sandbox/fc-client.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import type { Cloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { rotator } from '../../support/stand/in-process.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { stretched } from '../../support/stand/stretched.ts';

const sweep = JSON.stringify({ Operation: 'sweep', Concurrency: 2 });
const timer = JSON.stringify({
  triggerTime: '2026-11-25T02:00:00Z',
  triggerName: 'nightly',
  payload: sweep,
});

const versions = async (cloud: Cloud, secrets: number) => {
  const counts: number[] = [];
  for (let index = 0; index < secrets; index += 1)
    counts.push((await stagesOf(cloud, `Token-${index}`)).count);
  return counts;
};

/** So that an invocation of eight of these seconds gets through a few secrets only. */
const slow = (cloud: Cloud, second: number) =>
  cloud.sandbox.faults.ask({
    action: 'PutSecretValue',
    fault: { kind: 'delay', milliseconds: second, when: 'before' },
    times: 1_000,
  });

/** What Function Compute answers to a task of a name that is taken. */
const readings = exhaustive
  ? (['AsyncTaskAlreadyExists', 'run-again'] as const)
  : (['AsyncTaskAlreadyExists'] as const);

/** A second as this machine has it now, and the timeout of an invocation of eight of them. */
function short(): { readonly second: number; readonly timeout: number } {
  // Less than a single call of the cloud may take.
  const second = Math.min(stretched(1_000), 4_000);
  return { second, timeout: Math.ceil((8 * second) / 1_000) };
}

describe('a fleet that is too large for one invocation', () => {
  it.each(readings)(
    'is rotated whole by asynchronous ones, each secret once, however often the timer delivers (%s)',
    async (repeatedTaskId) => {
      const size = 10;
      const { second, timeout } = short();
      await using cloud = await deploy(size, [rights.kms, rights.fc], timeout, { repeatedTaskId });
      slow(cloud, second);
      for (let delivery = 0; delivery < 2; delivery += 1)
        await invokeFunction(cloud.sandbox, 'generic', timer, { xFcInvocationType: 'Async' });
      await cloud.sandbox.invoked();
      expect(await versions(cloud, size)).toEqual(Array(size).fill(2));
      const { invocations } = cloud.sandbox;
      expect(invocations.filter(({ errorType }) => errorType !== undefined)).toEqual([]);
      const tasks = invocations.flatMap(({ taskId }) => taskId ?? []);
      expect(tasks.length).toBeGreaterThan(0);
      if (repeatedTaskId !== 'run-again') expect(new Set(tasks).size).toBe(tasks.length);
    },
  );

  it('is left to the next sweep where the role may not call its function, and the right is named', async () => {
    const { second, timeout } = short();
    await using cloud = await deploy(10, [rights.kms], timeout);
    slow(cloud, second);
    const { body } = await invokeFunction(cloud.sandbox, 'generic', sweep);
    const { Counts, Secrets } = JSON.parse(body);
    expect(Counts.rotated + Counts.left).toBe(10);
    expect(JSON.stringify(Secrets)).toContain('allow fc:InvokeFunction on acs:fc:*:*:functions/generic');
  });
});

describe('the log of a deployed function', () => {
  it('says of each sweep once how it went, and nothing of a lane or of what was not done', async () => {
    await using cloud = await deploy(2, [rights.kms, rights.fc], 60);
    const lane = { Operation: 'sweep', Lane: [{ SecretId: 'Token-0', Task: 'task-0' }] };
    for (const event of [{ Operation: 'sweep' }, { Operation: 'sweep', DryRun: true }, lane])
      await invokeFunction(cloud.sandbox, 'generic', JSON.stringify(event));
    const lines = cloud.sandbox.invocations.flatMap(({ printed }) => printed);
    const said = lines.filter((line) => line.includes('"swept-')).map((line) => JSON.parse(line));
    expect(said).toMatchObject([{ event: 'swept-well', type: 'generic', counts: { rotated: 2 } }]);
  });
});

describe('rotator', () => {
  it('says what a sweep would do, does it, and has nothing left to do', async () => {
    await using cloud = await deploy(3, [rights.kms], 60);
    const planned = await rotator(cloud, 'sweep', '--dry-run');
    expect(planned).toMatchObject({ exitCode: 0, stderr: '' });
    expect(planned.stdout).toContain('3 secrets: 3 would-rotate');
    expect(await versions(cloud, 3)).toEqual([1, 1, 1]);
    const done = await rotator(cloud, 'sweep', '--json', '--concurrency', '2');
    const generic = JSON.parse(done.stdout).find((one: { Type: string }) => one.Type === 'generic');
    expect(generic).toMatchObject({ Outcome: 'swept', Counts: { rotated: 3 } });
    expect((await rotator(cloud, 'sweep')).stdout).toContain('3 secrets: 3 not-due');
  });

  it('invokes a deployed function, and ends with code 1 where that fails', async () => {
    await using cloud = await deploy(1, [rights.kms], 60);
    await using directory = await temporaryDirectory();
    const event = async (body: object) => {
      const path = join(directory.path, 'event.json');
      await writeFile(path, JSON.stringify(body));
      return path;
    };
    const rotate = await event({ Operation: 'rotate', SecretId: 'Token-0' });
    const rotated = await rotator(cloud, 'invoke', 'generic', rotate, '--json');
    expect(JSON.parse(rotated.stdout)).toMatchObject({ SecretId: 'Token-0', Outcome: 'rotated' });
    const missing = await event({ Operation: 'rotate', SecretId: 'NoSuchSecret' });
    const failed = await rotator(cloud, 'invoke', 'generic', missing);
    expect(failed).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('secret-not-found') });
    const nobody = await rotator(cloud, 'invoke', 'nobody', rotate);
    expect(nobody).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('does not exist in this account'),
    });
    const wrong = await rotator(cloud, 'invoke', 'generic', await event({ Operation: 'sweeep' }));
    expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('event-malformed') });
    expect(await rotator(cloud, 'invoke', 'generic', 'no-such-file')).toMatchObject({ exitCode: 2 });
  });
});
