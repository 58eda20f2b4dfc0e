import fc from '@alicloud/fc20230330';
import { describe, expect, it } from 'vitest';
import { fcClientOf } from '../../../support/sandbox/fc-client.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import { answering, functionName, refusedWith, startFc } from '../../../support/sandbox/with-functions.ts';

const zip = (zipFile: string, checksum?: string) =>
  new fc.InputCodeLocation({ zipFile, ...(checksum === undefined ? {} : { checksum }) });

describe('CreateFunction', () => {
  it('creates a function, which then runs, and reads it back with what was left out', async () => {
    await using running = await startFc();
    const { create, get, invoke, arn } = running;
    const { body: created } = await create({
      description: 'turns keys',
      timeout: 60,
      environmentVariables: { A: 'b' },
    });
    const known = {
      functionName,
      functionArn: arn(functionName),
      runtime: 'nodejs20',
      handler: 'index.handler',
      description: 'turns keys',
      timeout: 60,
      memorySize: 512,
      instanceConcurrency: 1,
      internetAccess: true,
      environmentVariables: { A: 'b' },
      codeChecksum: expect.stringMatching(/^\d{10,20}$/),
      state: 'Active',
      createdTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    };
    expect(created).toMatchObject(known);
    expect((await get()).body).toMatchObject(known);
    expect(await invoke()).toMatchObject({ status: 200, body: 'first' });
  });

  it.each([
    ['a name that begins with a digit', { functionName: '1st' }],
    ['a name of 65 characters', { functionName: 'f'.repeat(65) }],
    ['memory that is no multiple of 64', { memorySize: 500 }],
    ['a timeout of more than a day', { timeout: 86_401 }],
    ['a runtime that does not exist', { runtime: 'nodejs22' }],
    ['a role that is no ARN', { role: 'rotator' }],
    ['a variable of the platform', { environmentVariables: { FC_REGION: 'x' } }],
    ['more than 4 KB of variables', { environmentVariables: { A: 'x'.repeat(4_096) } }],
    ['code that is no zip', { code: zip('aGVsbG8=') }],
    ['code with another checksum', { code: zip(answering('x'), '1') }],
    [
      'code in an object that is not there',
      { code: new fc.InputCodeLocation({ ossBucketName: 'b', ossObjectName: 'o' }) },
    ],
    [
      'a start command of a built-in runtime',
      { customRuntimeConfig: new fc.CustomRuntimeConfig({ command: ['node'] }) },
    ],
  ])('is refused with %s', async (_, wrong) => {
    await using running = await startFc();
    await expect(running.create(wrong)).rejects.toEqual(refusedWith('InvalidArgument'));
    const { body } = await running.client.listFunctions(new fc.ListFunctionsRequest({}));
    expect(body?.functions).toEqual([]);
  });

  it('is refused without code', async () => {
    await using running = await startFc();
    const body = new fc.CreateFunctionInput({ functionName, runtime: 'nodejs20', handler: 'index.handler' });
    await expect(running.client.createFunction(new fc.CreateFunctionRequest({ body }))).rejects.toEqual(
      refusedWith('MissingParameter'),
    );
  });

  it('names a setting that is not known here', async () => {
    await using running = await startFc();
    await expect(
      running.create({ layers: ['acs:fc:cn-hangzhou:1:layers/x/versions/1'] }),
    ).rejects.toMatchObject({
      code: 'UnsupportedOperation',
      message: expect.stringContaining('layers'),
    });
  });

  it('knows no custom runtime without its start command', async () => {
    await using running = await startFc();
    await expect(running.create({ runtime: 'custom.debian12' })).rejects.toEqual(
      refusedWith('UnsupportedOperation'),
    );
  });

  it('takes code with the checksum that it is known by', async () => {
    await using running = await startFc();
    const { body } = await running.create({ code: zip(answering('x')) });
    const checksum = body?.codeChecksum ?? '';
    await running.create({ functionName: 'other', code: zip(answering('x'), checksum) });
  });

  it('is refused under a name that is taken', async () => {
    await using running = await startFc();
    await running.create();
    await expect(running.create()).rejects.toEqual(refusedWith('FunctionAlreadyExists', 409));
  });

  it('is denied to who may only read', async () => {
    await using running = await startFc();
    const reader = await running.allowed('reader', 'fc:GetFunction', '*');
    await expect(running.create({ functionName: 'other' }, reader)).rejects.toMatchObject({
      code: 'AccessDenied',
      accessDeniedDetail: { AuthAction: 'fc:CreateFunction' },
    });
  });

  it('leaves a record without code and variables', async () => {
    await using running = await startFc();
    const { sandbox, create } = running;
    await create({ environmentVariables: { A: 'canary' } });
    const [record] = sandbox.audit.records;
    expect(record).toMatchObject({ eventName: 'CreateFunction', requestParameters: { functionName } });
    expect(record?.requestParameters).not.toHaveProperty('code');
    expect(JSON.stringify(sandbox.audit.records)).not.toContain('canary');
  });

  it('checks parameters, permission, name, settings and code in this order', async () => {
    await using running = await startFc();
    const { sandbox, create } = running;
    await create();
    const nobody = fcClientOf(await userWithKey(sandbox, 'nobody'));
    const wrong = { code: zip('aGVsbG8='), layers: ['x'] };
    const codes: unknown[] = [];
    for (const call of [
      () => create({ ...wrong, timeout: 0 }, nobody),
      () => create(wrong, nobody),
      () => create(wrong),
      () => create({ ...wrong, functionName: 'new' }),
      () => create({ code: wrong.code, functionName: 'new' }),
    ])
      await call().catch((error: object) => codes.push(Object(error).code));
    expect(codes).toEqual([
      'InvalidArgument',
      'AccessDenied',
      'FunctionAlreadyExists',
      'UnsupportedOperation',
      'InvalidArgument',
    ]);
  });
});
