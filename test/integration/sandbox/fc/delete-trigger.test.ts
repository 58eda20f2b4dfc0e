import { describe, expect, it } from 'vitest';
import { functionName, refusedWith, startFc } from '../../../support/sandbox/with-functions.ts';

async function start() {
  const running = await startFc();
  await running.create();
  await running.createTrigger();
  return running;
}

describe('DeleteTrigger', () => {
  it('deletes the trigger and leaves the function', async () => {
    await using running = await start();
    const { client, get } = running;
    expect((await client.deleteTrigger(functionName, 'timer')).statusCode).toBe(204);
    await expect(client.getTrigger(functionName, 'timer')).rejects.toEqual(
      refusedWith('TriggerNotFound', 404),
    );
    expect((await get()).body?.functionName).toBe(functionName);
  });

  it.each([
    ['a trigger that is not there', functionName, 'other', 'TriggerNotFound', 404],
    ['a function that is not there', 'other', 'timer', 'FunctionNotFound', 404],
    ['a name that is none', functionName, '1st', 'InvalidArgument', 400],
  ])('is refused with %s', async (_, name, trigger, code, status) => {
    await using running = await start();
    await expect(running.client.deleteTrigger(name, trigger)).rejects.toEqual(refusedWith(code, status));
  });
});
