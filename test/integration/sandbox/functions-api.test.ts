import fc from '@alicloud/fc20230330';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { fcClientOf, invokeFunction } from '../../support/sandbox/fc-client.ts';
import { roleTrusting, userWithKey } from '../../support/sandbox/people.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { zipped } from '../../support/sandbox/zipped.ts';

const functionName = 'rotator';
const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

const answering = (word: string) => zipped({ 'index.js': `exports.handler = async () => '${word}';` });

let sandbox: Sandbox;
let client: fc.default;

beforeEach(async () => {
  sandbox = await startSandbox();
  client = fcClientOf(sandbox);
});

afterEach(() => sandbox[Symbol.asyncDispose]());

const create = (more: ConstructorParameters<typeof fc.CreateFunctionInput>[0] = {}, of = client) =>
  of.createFunction(
    new fc.CreateFunctionRequest({
      body: new fc.CreateFunctionInput({
        functionName,
        runtime: 'nodejs20',
        handler: 'index.handler',
        code: new fc.InputCodeLocation({ zipFile: answering('first') }),
        ...more,
      }),
    }),
  );

const update = (more: ConstructorParameters<typeof fc.UpdateFunctionInput>[0]) =>
  client.updateFunction(
    functionName,
    new fc.UpdateFunctionRequest({ body: new fc.UpdateFunctionInput(more) }),
  );

const refusedWith = (code: string, statusCode = 400) =>
  expect.objectContaining({ code, statusCode, message: expect.any(String) });

describe('the official client for Function Compute', () => {
  it('creates a function, which then runs, and reads it back with what was left out', async () => {
    const { body: created } = await create({
      description: 'turns keys',
      timeout: 60,
      environmentVariables: { A: 'b' },
    });
    const known = {
      functionName,
      functionArn: `acs:fc:cn-hangzhou:${sandbox.accountId}:functions/${functionName}`,
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
      createdTime: date,
    };
    expect(created).toMatchObject(known);
    const { body: got } = await client.getFunction(functionName, new fc.GetFunctionRequest({}));
    expect(got).toMatchObject(known);
    expect(await invokeFunction(sandbox, functionName, '')).toMatchObject({ status: 200, body: 'first' });
  });

  it('updates the code alone, and the next invocation runs it', async () => {
    const { body: before } = await create({ timeout: 60 });
    expect(await invokeFunction(sandbox, functionName, '')).toMatchObject({ body: 'first' });
    const { body: after } = await update({
      code: new fc.InputCodeLocation({ zipFile: answering('second') }),
    });
    expect(after).toMatchObject({ timeout: 60, functionId: before?.functionId });
    expect(after?.codeChecksum).not.toBe(before?.codeChecksum);
    expect(await invokeFunction(sandbox, functionName, '')).toMatchObject({ body: 'second' });
  });

  it('lists functions by prefix, page by page', async () => {
    for (const name of ['b-1', 'a-2', 'a-1', 'a-3']) await create({ functionName: name });
    const first = await client.listFunctions(new fc.ListFunctionsRequest({ prefix: 'a-', limit: 2 }));
    expect(first.body?.functions?.map((one) => one.functionName)).toEqual(['a-1', 'a-2']);
    const nextToken = first.body?.nextToken ?? '';
    const second = await client.listFunctions(new fc.ListFunctionsRequest({ prefix: 'a-', nextToken }));
    expect(second.body?.functions?.map((one) => one.functionName)).toEqual(['a-3']);
    expect(second.body?.nextToken).toBeUndefined();
  });

  it('deletes a function with what is known of its asynchronous invocations, but not before its triggers', async () => {
    await create();
    await putConfig({ maxAsyncRetryAttempts: 1 });
    await createTrigger();
    await expect(client.deleteFunction(functionName)).rejects.toEqual(refusedWith('InvalidArgument'));
    expect((await client.deleteTrigger(functionName, 'timer')).statusCode).toBe(204);
    expect((await client.deleteFunction(functionName)).statusCode).toBe(204);
    await expect(client.getFunction(functionName, new fc.GetFunctionRequest({}))).rejects.toEqual(
      refusedWith('FunctionNotFound', 404),
    );
    await create();
    await expect(getConfig()).rejects.toEqual(refusedWith('AsyncConfigNotExists', 404));
  });

  it.each([
    ['a name that begins with a digit', { functionName: '1st' }],
    ['memory that is no multiple of 64', { memorySize: 500 }],
    ['a timeout of more than a day', { timeout: 86_401 }],
    ['a runtime that does not exist', { runtime: 'nodejs22' }],
    ['a role that is no ARN', { role: 'rotator' }],
    ['a variable of the platform', { environmentVariables: { FC_REGION: 'x' } }],
    ['more than 4 KB of variables', { environmentVariables: { A: 'x'.repeat(4_096) } }],
    ['code that is no zip', { code: new fc.InputCodeLocation({ zipFile: 'aGVsbG8=' }) }],
    [
      'code with another checksum',
      { code: new fc.InputCodeLocation({ zipFile: answering('x'), checksum: '1' }) },
    ],
    [
      'code in an object that is not there',
      { code: new fc.InputCodeLocation({ ossBucketName: 'b', ossObjectName: 'o' }) },
    ],
    [
      'a start command of a built-in runtime',
      { customRuntimeConfig: new fc.CustomRuntimeConfig({ command: ['node'] }) },
    ],
  ])('is refused a function with %s', async (_, wrong) => {
    await expect(create(wrong)).rejects.toEqual(refusedWith('InvalidArgument'));
    expect((await client.listFunctions(new fc.ListFunctionsRequest({}))).body?.functions).toEqual([]);
  });

  it('is told by name of a setting that is not known here', async () => {
    await expect(create({ layers: ['acs:fc:cn-hangzhou:1:layers/x/versions/1'] })).rejects.toMatchObject({
      code: 'UnsupportedOperation',
      message: expect.stringContaining('layers'),
    });
  });

  it('takes code with the checksum that it is known by', async () => {
    const zipFile = answering('x');
    const { body } = await create({ code: new fc.InputCodeLocation({ zipFile }) });
    const checksum = body?.codeChecksum ?? '';
    await create({ functionName: 'other', code: new fc.InputCodeLocation({ zipFile, checksum }) });
  });

  it('is refused what is there already, and what is not there', async () => {
    await create();
    await expect(create()).rejects.toEqual(refusedWith('FunctionAlreadyExists', 409));
    await createTrigger();
    await expect(createTrigger()).rejects.toEqual(refusedWith('TriggerAlreadyExists', 409));
    await expect(client.getTrigger(functionName, 'other')).rejects.toEqual(
      refusedWith('TriggerNotFound', 404),
    );
    await expect(client.getTrigger('other', 'timer')).rejects.toEqual(refusedWith('FunctionNotFound', 404));
  });
});

const nightly = { cronExpression: 'CRON_TZ=Asia/Shanghai 0 0 4 * * *', enable: true, payload: '{"a":1}' };

const createTrigger = (config: object = nightly, triggerName = 'timer') =>
  client.createTrigger(
    functionName,
    new fc.CreateTriggerRequest({
      body: new fc.CreateTriggerInput({
        triggerName,
        triggerType: 'timer',
        triggerConfig: JSON.stringify(config),
      }),
    }),
  );

describe('a trigger', () => {
  beforeEach(() => create());

  it('is created, read, listed, changed and deleted', async () => {
    const { body: created } = await createTrigger();
    const known = { triggerName: 'timer', triggerType: 'timer', qualifier: 'LATEST', createdTime: date };
    expect(created).toMatchObject(known);
    const { body: got } = await client.getTrigger(functionName, 'timer');
    expect(got).toMatchObject({ ...known, triggerId: created?.triggerId });
    expect(JSON.parse(got?.triggerConfig ?? '')).toEqual(nightly);
    const triggerConfig = JSON.stringify({ ...nightly, enable: false });
    await client.updateTrigger(
      functionName,
      'timer',
      new fc.UpdateTriggerRequest({ body: new fc.UpdateTriggerInput({ triggerConfig }) }),
    );
    const { body: listed } = await client.listTriggers(functionName, new fc.ListTriggersRequest({}));
    expect(listed?.triggers?.map((one) => one.triggerConfig)).toEqual([triggerConfig]);
    await client.deleteTrigger(functionName, 'timer');
    const { body: left } = await client.listTriggers(functionName, new fc.ListTriggersRequest({}));
    expect(left?.triggers).toEqual([]);
  });

  it.each([
    ['no expression', { enable: true }],
    ['an expression of five fields', { ...nightly, cronExpression: '0 4 * * *' }],
    ['a field out of range', { ...nightly, cronExpression: '0 0 25 * * *' }],
    ['a zone that does not exist', { ...nightly, cronExpression: 'CRON_TZ=Asia/Atlantis 0 0 4 * * *' }],
    ['an interval of nothing', { ...nightly, cronExpression: '@every 0m' }],
    ['an interval in days', { ...nightly, cronExpression: '@every 1d' }],
    ['keys in the case of the older API', { CronExpression: '@every 4m', Enable: true }],
    ['a payload of more than 128 KB', { ...nightly, payload: 'x'.repeat(128 * 1_024 + 1) }],
  ])('is refused with %s', async (_, config) => {
    await expect(createTrigger(config)).rejects.toEqual(refusedWith('InvalidArgument'));
  });

  it('of another kind is not known here', async () => {
    const body = new fc.CreateTriggerInput({
      triggerName: 't',
      triggerType: 'http',
      triggerConfig: JSON.stringify(nightly),
    });
    await expect(
      client.createTrigger(functionName, new fc.CreateTriggerRequest({ body })),
    ).rejects.toMatchObject({
      code: 'UnsupportedOperation',
    });
  });
});

const putConfig = (more: ConstructorParameters<typeof fc.PutAsyncInvokeConfigInput>[0]) =>
  client.putAsyncInvokeConfig(
    functionName,
    new fc.PutAsyncInvokeConfigRequest({ body: new fc.PutAsyncInvokeConfigInput(more) }),
  );

const getConfig = () =>
  client.getAsyncInvokeConfig(functionName, new fc.GetAsyncInvokeConfigRequest({ qualifier: 'LATEST' }));

const toldTo = (destination: string) =>
  new fc.DestinationConfig({ onFailure: new fc.Destination({ destination }) });

describe('what is known of asynchronous invocations', () => {
  beforeEach(() => create());

  it('is put whole, read and deleted', async () => {
    await expect(getConfig()).rejects.toEqual(refusedWith('AsyncConfigNotExists', 404));
    const destination = `acs:fc:cn-hangzhou:${sandbox.accountId}:functions/other`;
    await putConfig({ maxAsyncRetryAttempts: 1, asyncTask: true, destinationConfig: toldTo(destination) });
    expect((await getConfig()).body).toMatchObject({
      maxAsyncRetryAttempts: 1,
      maxAsyncEventAgeInSeconds: 86_400,
      asyncTask: true,
      destinationConfig: { onFailure: { destination } },
    });
    await putConfig({ maxAsyncEventAgeInSeconds: 60 });
    expect((await getConfig()).body).toMatchObject({ maxAsyncRetryAttempts: 3, asyncTask: false });
    const gone = await client.deleteAsyncInvokeConfig(
      functionName,
      new fc.DeleteAsyncInvokeConfigRequest({}),
    );
    expect(gone.statusCode).toBe(204);
    await expect(getConfig()).rejects.toEqual(refusedWith('AsyncConfigNotExists', 404));
  });

  it.each([[{ maxAsyncRetryAttempts: 9 }], [{ maxAsyncEventAgeInSeconds: 0 }]])(
    'is refused with %j',
    async (wrong) => {
      await expect(putConfig(wrong)).rejects.toEqual(refusedWith('InvalidArgument'));
    },
  );

  it('names no destination that would hear nothing', async () => {
    const destinationConfig = toldTo('acs:mns:cn-hangzhou:1:/queues/q/messages');
    await expect(putConfig({ destinationConfig })).rejects.toMatchObject({ code: 'UnsupportedOperation' });
  });

  it('lets a task run twice under one id unless tasks are switched on', async () => {
    const task = { xFcInvocationType: 'Async', xFcAsyncTaskId: 'task-1' };
    const twice = async () => {
      await invokeFunction(sandbox, functionName, '', task);
      return (await invokeFunction(sandbox, functionName, '', task)).failed;
    };
    expect(await twice()).toBeUndefined();
    await putConfig({ asyncTask: true });
    expect(await twice()).toBe('AsyncTaskAlreadyExists');
  });
});

describe('who may do what', () => {
  const allowed = async (name: string, action: string, resource: string) => {
    const statement = { Effect: 'Allow', Action: action, Resource: resource };
    return fcClientOf(await userWithKey(sandbox, name, { statements: [statement] }));
  };

  it('is judged by function and by trigger', async () => {
    await create();
    const arn = `acs:fc:*:*:functions/${functionName}`;
    const reader = await allowed('reader', 'fc:GetFunction', arn);
    await reader.getFunction(functionName, new fc.GetFunctionRequest({}));
    await expect(create({ functionName: 'other' }, reader)).rejects.toMatchObject({
      code: 'AccessDenied',
      accessDeniedDetail: { AuthAction: 'fc:CreateFunction' },
    });
    const other = await allowed('other', 'fc:GetTrigger', `${arn}/triggers/other`);
    await createTrigger();
    await expect(other.getTrigger(functionName, 'timer')).rejects.toMatchObject({ code: 'AccessDenied' });
    await expect(other.getTrigger(functionName, 'other')).rejects.toMatchObject({ code: 'TriggerNotFound' });
  });

  it('leaves a record without code and variables', async () => {
    await create({ environmentVariables: { A: 'canary' } });
    const [record] = sandbox.audit.records;
    expect(record).toMatchObject({ eventName: 'CreateFunction', requestParameters: { functionName } });
    expect(record?.requestParameters).not.toHaveProperty('code');
    expect(JSON.stringify(sandbox.audit.records)).not.toContain('canary');
  });
});

describe('a function that was sent', () => {
  const echo = zipped({
    'lib/entry.js': 'exports.main = async (event, context) => context.credentials ?? null;',
  });
  const code = new fc.InputCodeLocation({ zipFile: echo });

  it('is given the keys of its role and no others', async () => {
    await roleTrusting(sandbox, 'fn-role', { Service: 'fc.aliyuncs.com' });
    await create({ code, handler: 'lib/entry.main', role: `acs:ram::${sandbox.accountId}:role/fn-role` });
    const { body } = await invokeFunction(sandbox, functionName, '');
    expect(JSON.parse(body)).toMatchObject({ accessKeyId: expect.stringMatching(/^STS\./) });
    await create({ functionName: 'alone', code, handler: 'lib/entry.main' });
    expect((await invokeFunction(sandbox, 'alone', '')).body).toBe('');
  });

  it('is not started under a role that does not trust the platform', async () => {
    await roleTrusting(sandbox, 'foreign', { Service: 'ecs.aliyuncs.com' });
    await create({ role: `acs:ram::${sandbox.accountId}:role/foreign` });
    const { headers, body } = await invokeFunction(sandbox, functionName, '');
    expect(headers['x-fc-error-type']).toBe('UnhandledInvocationError');
    expect(body).toContain('does not trust fc.aliyuncs.com');
  });

  it('writes nothing beside its own folder', async () => {
    await create({ code: new fc.InputCodeLocation({ zipFile: zipped({ '../escaped.js': '' }) }) });
    expect((await invokeFunction(sandbox, functionName, '')).body).toContain('../escaped.js');
  });

  it('is there again after a restart, with its trigger and its code', async () => {
    await using directory = await temporaryDirectory();
    const start = async () => {
      await sandbox[Symbol.asyncDispose]();
      sandbox = await startSandbox({ data: directory.path });
      client = fcClientOf(sandbox);
    };
    await start();
    await create({ timeout: 60 });
    await createTrigger();
    await putConfig({ maxAsyncRetryAttempts: 1 });
    await start();
    expect(await invokeFunction(sandbox, functionName, '')).toMatchObject({ body: 'first' });
    expect((await client.getTrigger(functionName, 'timer')).body?.triggerName).toBe('timer');
    expect((await getConfig()).body?.maxAsyncRetryAttempts).toBe(1);
  });
});
