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

  it('knows the latest version alone', async () => {
    await using running = await startFc();
    await running.create();
    const get = (qualifier: string) =>
      running.client.getFunction(functionName, new fc.GetFunctionRequest({ qualifier }));
    expect((await get('LATEST')).body).toMatchObject({ functionName });
    await expect(get('7')).rejects.toEqual(refusedWith('UnsupportedOperation'));
  });

  it.each([
    ['GET', '%zz'],
    ['POST', '%zz/invocations'],
  ])('is no fault of the service where %s has %s, which no path may have', async (method, path) => {
    await using running = await startFc();
    const address = `${running.sandbox.endpoint}/2023-03-30/functions/${path}`;
    const headers = { 'x-acs-version': '2023-03-30', authorization: 'ACS3-HMAC-SHA256 none' };
    expect((await fetch(address, { method, headers })).status).toBe(400);
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
