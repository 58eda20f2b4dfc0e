import fc from '@alicloud/fc20230330';
import { describe, expect, it } from 'vitest';
import { functionName, nightly, refusedWith, startFc } from '../../../support/sandbox/with-functions.ts';

describe('CreateTrigger', () => {
  it('answers the trigger with its id and its function', async () => {
    await using running = await startFc();
    await running.create();
    const { body } = await running.createTrigger();
    expect(body).toMatchObject({
      triggerName: 'timer',
      triggerType: 'timer',
      triggerId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      qualifier: 'LATEST',
      targetArn: running.arn(functionName),
      createdTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(JSON.parse(body?.triggerConfig ?? '')).toEqual(nightly);
  });

  it.each([
    ['no expression', { enable: true }],
    ['no word whether it is enabled', { cronExpression: '@every 4m' }],
    ['an expression of five fields', { ...nightly, cronExpression: '0 4 * * *' }],
    ['a field out of range', { ...nightly, cronExpression: '0 0 25 * * *' }],
    ['a zone that does not exist', { ...nightly, cronExpression: 'CRON_TZ=Asia/Atlantis 0 0 4 * * *' }],
    ['an interval of nothing', { ...nightly, cronExpression: '@every 0m' }],
    ['an interval in days', { ...nightly, cronExpression: '@every 1d' }],
    ['keys in the case of the older API', { CronExpression: '@every 4m', Enable: true }],
    ['a payload of more than 128 KB', { ...nightly, payload: 'x'.repeat(128 * 1_024 + 1) }],
  ])('is refused with %s', async (_, config) => {
    await using running = await startFc();
    await running.create();
    await expect(running.createTrigger(config)).rejects.toEqual(refusedWith('InvalidArgument'));
  });

  it.each([
    ['another kind of trigger', { triggerType: 'http' }, 'UnsupportedOperation'],
    ['a version of the function', { qualifier: '1' }, 'InvalidArgument'],
    ['a name that begins with a digit', { triggerName: '1st' }, 'InvalidArgument'],
    ['a configuration that is no JSON', { triggerConfig: '{' }, 'InvalidArgument'],
  ])('is refused %s', async (_, more, code) => {
    await using running = await startFc();
    await running.create();
    const body = new fc.CreateTriggerInput({
      triggerName: 't',
      triggerType: 'timer',
      triggerConfig: JSON.stringify(nightly),
      ...more,
    });
    await expect(
      running.client.createTrigger(functionName, new fc.CreateTriggerRequest({ body })),
    ).rejects.toEqual(refusedWith(code));
  });

  it('is refused what is there already, and of a function that is not there', async () => {
    await using running = await startFc();
    const { create, createTrigger } = running;
    await create();
    await createTrigger();
    await expect(createTrigger()).rejects.toEqual(refusedWith('TriggerAlreadyExists', 409));
    await expect(createTrigger(nightly, 'timer', 'other')).rejects.toEqual(
      refusedWith('FunctionNotFound', 404),
    );
  });
});
