import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { rotator } from '../../support/stand/in-process.ts';
import { Robot } from './robot.ts';
import { key, robotSecret } from './told.ts';

const tags = { 'rotation:type': 'generic', 'rotation:strategy': 'none', team: 'payments' };

it('an emergency from a shell is told at once, and ends as it would where nobody can be told', async () => {
  await using robot = await Robot.start();
  await using cloud = await startCloud(undefined);
  await using directory = await temporaryDirectory();
  await cloud.createSecret(robotSecret, {
    Form: 'dingtalk',
    Url: `${robot.url}/send?access_token=canary`,
    Key: key,
  });
  for (const name of ['One', 'Two']) await cloud.createSecret(name, 'canary-value', tags);
  await cloud.createSecret('Bad', 'canary-value', { ...tags, 'rotation:value': 'no-such-thing' });
  const variables = { ...cloud.variables, ROTATION_EVENTS_SECRET: robotSecret };
  const evict = () => {
    const which = ['--tag', 'team=payments', '--emergency', '--reason', 'pushed', '--yes'];
    return rotator({ ...cloud, variables }, 'rotate', ...which, '--evidence', directory.path);
  };
  robot.answer = () => ({ body: { errcode: 0 } });
  const told = await evict();
  expect(told).toMatchObject({ exitCode: 3 });
  expect(told.stdout).not.toContain('no notification');
  expect(robot.calls).toHaveLength(1);
  const { content } = JSON.parse(robot.calls[0]?.body ?? '').text;
  expect(content).toMatch(/^Secret rotation: 1 failed, 2 rotated\nBad: failed with policy-malformed/);
  robot.answer = () => ({ status: 500 });
  const untold = await evict();
  expect(untold).toMatchObject({ exitCode: 3 });
  expect(`${untold.stdout}${untold.stderr}`).toMatch(
    /no notification was sent: 127\.0\.0\.1:\d+ answered 500/,
  );
  for (const text of [told, untold].flatMap(({ stdout, stderr }) => [stdout, stderr]))
    expect(text).not.toContain('canary');
  expect(content).not.toContain('canary');
});
