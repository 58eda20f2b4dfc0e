import { describe, expect, it } from 'vitest';
import { functionName, refusedWith, startFc } from '../../../support/sandbox/with-functions.ts';

describe('DeleteFunction', () => {
  it('deletes a function with its asynchronous configuration, but not before its triggers', async () => {
    await using running = await startFc();
    const { client, create, createTrigger, putConfig, getConfig, get } = running;
    await create();
    await putConfig({ maxAsyncRetryAttempts: 1 });
    await createTrigger();
    await expect(client.deleteFunction(functionName)).rejects.toEqual(refusedWith('InvalidArgument'));
    expect((await client.deleteTrigger(functionName, 'timer')).statusCode).toBe(204);
    expect((await client.deleteFunction(functionName)).statusCode).toBe(204);
    await expect(get()).rejects.toEqual(refusedWith('FunctionNotFound', 404));
    await create();
    await expect(getConfig()).rejects.toEqual(refusedWith('AsyncConfigNotExists', 404));
  });

  it.each([
    ['a function that is not there', 'other', 'FunctionNotFound', 404],
    ['a name that is none', '1st', 'InvalidArgument', 400],
  ])('is refused with %s', async (_, name, code, status) => {
    await using running = await startFc();
    await expect(running.client.deleteFunction(name)).rejects.toEqual(refusedWith(code, status));
  });
});
