import fc from '@alicloud/fc20230330';
import { describe, expect, it } from 'vitest';
import { functionName, refusedWith, startFc } from '../../../support/sandbox/with-functions.ts';

async function start() {
  const running = await startFc();
  await running.create();
  const remove = (name = functionName, qualifier = 'LATEST') =>
    running.client.deleteAsyncInvokeConfig(name, new fc.DeleteAsyncInvokeConfigRequest({ qualifier }));
  return { ...running, remove };
}

describe('DeleteAsyncInvokeConfig', () => {
  it('deletes what was put', async () => {
    await using running = await start();
    const { client, putConfig, getConfig } = running;
    await expect(getConfig()).rejects.toEqual(refusedWith('AsyncConfigNotExists', 404));
    await putConfig({ maxAsyncRetryAttempts: 1 });
    const gone = await client.deleteAsyncInvokeConfig(
      functionName,
      new fc.DeleteAsyncInvokeConfigRequest({}),
    );
    expect(gone.statusCode).toBe(204);
    await expect(getConfig()).rejects.toEqual(refusedWith('AsyncConfigNotExists', 404));
  });

  it.each([
    ['a function that has none', functionName, 'LATEST', 'AsyncConfigNotExists', 404],
    ['a function that is not there', 'other', 'LATEST', 'FunctionNotFound', 404],
    ['a version', functionName, 'v1', 'InvalidArgument', 400],
  ])('is refused with %s', async (_, name, qualifier, code, status) => {
    await using running = await start();
    await expect(running.remove(name, qualifier)).rejects.toEqual(refusedWith(code, status));
  });
});
