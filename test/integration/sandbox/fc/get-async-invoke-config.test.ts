import { describe, expect, it } from 'vitest';
import { functionName, refusedWith, startFc } from '../../../support/sandbox/with-functions.ts';

async function start() {
  const running = await startFc();
  await running.create();
  return running;
}

describe('GetAsyncInvokeConfig', () => {
  it('answers the configuration with its defaults and its times', async () => {
    await using running = await start();
    await running.putConfig({});
    const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect((await running.getConfig()).body).toMatchObject({
      functionArn: running.arn(functionName),
      maxAsyncRetryAttempts: 3,
      maxAsyncEventAgeInSeconds: 86_400,
      asyncTask: false,
      createdTime: date,
      lastModifiedTime: date,
    });
  });

  it.each([
    ['a function that has none', functionName, 'LATEST', 'AsyncConfigNotExists', 404],
    ['a function that is not there', 'other', 'LATEST', 'FunctionNotFound', 404],
    ['a version', functionName, 'v1', 'InvalidArgument', 400],
  ])('is refused with %s', async (_, name, qualifier, code, status) => {
    await using running = await start();
    await expect(running.getConfig(name, qualifier)).rejects.toEqual(refusedWith(code, status));
  });
});
