import fc from '@alicloud/fc20230330';
import { describe, expect, it } from 'vitest';
import { functionName, refusedWith, startFc } from '../../../support/sandbox/with-functions.ts';

describe('GetFunction', () => {
  it('answers the function without its code', async () => {
    await using running = await startFc();
    await running.create({ timeout: 60 });
    const { body } = await running.get();
    expect(body).toMatchObject({
      functionName,
      functionArn: running.arn(functionName),
      timeout: 60,
      codeSize: expect.any(Number),
      lastUpdateStatus: 'Successful',
    });
    expect(body).not.toHaveProperty('code');
  });

  it.each([
    ['a function that is not there', 'other', 'FunctionNotFound', 404],
    ['a name that is none', '1st', 'InvalidArgument', 400],
  ])('is refused with %s', async (_, name, code, status) => {
    await using running = await startFc();
    await running.create();
    await expect(running.get(name)).rejects.toEqual(refusedWith(code, status));
  });

  it('is permitted function by function', async () => {
    await using running = await startFc();
    await running.create();
    await running.create({ functionName: 'other' });
    const reader = await running.allowed('reader', 'fc:GetFunction', `acs:fc:*:*:functions/${functionName}`);
    await reader.getFunction(functionName, new fc.GetFunctionRequest({}));
    await expect(reader.getFunction('other', new fc.GetFunctionRequest({}))).rejects.toEqual(
      refusedWith('AccessDenied', 403),
    );
  });
});
