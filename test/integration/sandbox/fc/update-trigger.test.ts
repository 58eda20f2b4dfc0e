import fc from '@alicloud/fc20230330';
import { describe, expect, it } from 'vitest';
import { functionName, nightly, refusedWith, startFc } from '../../../support/sandbox/with-functions.ts';

async function start() {
  const running = await startFc();
  await running.create();
  await running.createTrigger();
  const update = (
    more: ConstructorParameters<typeof fc.UpdateTriggerInput>[0],
    name = functionName,
    trigger = 'timer',
  ) =>
    running.client.updateTrigger(
      name,
      trigger,
      new fc.UpdateTriggerRequest({ body: new fc.UpdateTriggerInput(more) }),
    );
  return { ...running, update };
}

describe('UpdateTrigger', () => {
  it('replaces the configuration as a whole', async () => {
    await using running = await start();
    const triggerConfig = JSON.stringify({ cronExpression: '@every 4m', enable: false });
    const { body } = await running.update({ triggerConfig });
    const expected = { cronExpression: '@every 4m', enable: false, payload: '' };
    expect(JSON.parse(body?.triggerConfig ?? '')).toEqual(expected);
    const { body: got } = await running.client.getTrigger(functionName, 'timer');
    expect(JSON.parse(got?.triggerConfig ?? '')).toEqual(expected);
  });

  it('leaves the configuration as it is where none is given', async () => {
    await using running = await start();
    const { body } = await running.update({ description: 'each night' });
    expect(body?.description).toBe('each night');
    expect(JSON.parse(body?.triggerConfig ?? '')).toEqual(nightly);
  });

  it.each([
    ['an expression that cannot be read', { triggerConfig: '{"cronExpression":"x","enable":true}' }],
    ['a configuration that is no JSON', { triggerConfig: '{' }],
    ['a version of the function', { qualifier: '1' }],
    ['a description of 257 characters', { description: 'd'.repeat(257) }],
  ])('is refused with %s', async (_, more) => {
    await using running = await start();
    await expect(running.update(more)).rejects.toEqual(refusedWith('InvalidArgument'));
  });

  it.each([
    ['a trigger', functionName, 'other', 'TriggerNotFound'],
    ['a function', 'other', 'timer', 'FunctionNotFound'],
  ])('is refused for %s that is not there', async (_, name, trigger, code) => {
    await using running = await start();
    await expect(running.update({ description: 'x' }, name, trigger)).rejects.toEqual(refusedWith(code, 404));
  });
});
