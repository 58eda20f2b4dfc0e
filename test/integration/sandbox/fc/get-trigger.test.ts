import { describe, expect, it } from 'vitest';
import { functionName, nightly, refusedWith, startFc } from '../../../support/sandbox/with-functions.ts';

async function start() {
  const running = await startFc();
  await running.create();
  const { body: created } = await running.createTrigger();
  return { ...running, created };
}

describe('GetTrigger', () => {
  it('answers the trigger as it was created', async () => {
    await using running = await start();
    const { body } = await running.client.getTrigger(functionName, 'timer');
    expect(body).toMatchObject({
      triggerName: 'timer',
      triggerType: 'timer',
      qualifier: 'LATEST',
      createdTime: running.created?.createdTime,
      triggerId: running.created?.triggerId,
    });
    expect(JSON.parse(body?.triggerConfig ?? '')).toEqual(nightly);
  });

  it.each([
    ['a trigger that is not there', functionName, 'other', 'TriggerNotFound', 404],
    ['a function that is not there', 'other', 'timer', 'FunctionNotFound', 404],
    ['a name that is none', functionName, '1st', 'InvalidArgument', 400],
  ])('is refused with %s', async (_, name, trigger, code, status) => {
    await using running = await start();
    await expect(running.client.getTrigger(name, trigger)).rejects.toEqual(refusedWith(code, status));
  });

  it('is permitted trigger by trigger', async () => {
    await using running = await start();
    const resource = `acs:fc:*:*:functions/${functionName}/triggers/other`;
    const other = await running.allowed('other', 'fc:GetTrigger', resource);
    await expect(other.getTrigger(functionName, 'timer')).rejects.toMatchObject({ code: 'AccessDenied' });
    await expect(other.getTrigger(functionName, 'other')).rejects.toMatchObject({ code: 'TriggerNotFound' });
  });
});
