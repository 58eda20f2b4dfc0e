import fc from '@alicloud/fc20230330';
import { describe, expect, it } from 'vitest';
import { invokeFunction } from '../../../support/sandbox/fc-client.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import { functionName, startFc } from '../../../support/sandbox/with-functions.ts';
import { zipped } from '../../../support/sandbox/zipped.ts';

const asynchronous = { xFcInvocationType: 'Async' };

/** A sandbox with a function that does as the script says. */
async function startWith(script = 'return "plain";') {
  const running = await startFc();
  const zipFile = zipped({ 'index.js': `exports.handler = async (event) => { ${script} };` });
  await running.create({ timeout: 60, code: new fc.InputCodeLocation({ zipFile }) });
  return running;
}

describe('InvokeFunction', () => {
  it.each([
    ['a text', 'return "plain";', 'plain'],
    ['bytes', 'return Buffer.from([104, 105]);', 'hi'],
    ['nothing', '', ''],
    ['a value', 'return { a: String(event) };', '{"a":"event"}'],
  ])('answers %s that the function returns', async (_, script, body) => {
    await using running = await startWith(script);
    expect(await running.invoke('event')).toMatchObject({
      status: 200,
      headers: { 'x-fc-request-id': expect.stringMatching(/^[0-9A-F-]{36}$/) },
      body,
    });
  });

  it('answers 200 with the kind of the error when the function fails', async () => {
    await using running = await startWith('throw new RangeError("too much");');
    const { status, headers, body } = await running.invoke();
    expect([status, headers['x-fc-error-type']]).toEqual([200, 'HandledInvocationError']);
    expect(JSON.parse(body)).toMatchObject({ errorMessage: 'too much' });
  });

  it('takes 128 KB asynchronously', async () => {
    await using running = await startWith();
    expect(await running.invoke('x'.repeat(128 * 1_024), asynchronous)).toMatchObject({
      status: 202,
      body: '',
    });
  });

  it.each([
    ['a function that is not there', 'none', '', {}, 'FunctionNotFound', 404],
    ['an event of more', functionName, 'x'.repeat(128 * 1_024 + 1), asynchronous, 'PayloadTooLarge', 413],
    ['no task id', functionName, '', { ...asynchronous, xFcAsyncTaskId: '1st' }, 'InvalidArgument', 400],
    ['another type', functionName, '', { xFcInvocationType: 'Later' }, 'InvalidArgument', 400],
  ])('is refused with %s', async (_, name, event, headers, failed, status) => {
    await using running = await startWith();
    expect(await running.invoke(event, headers, name)).toMatchObject({ failed, status });
    expect(running.sandbox.invocations).toEqual([]);
  });

  it('lets a task run twice under one id unless tasks are switched on', async () => {
    await using running = await startWith();
    const task = { ...asynchronous, xFcAsyncTaskId: 'task-1' };
    const twice = async () => {
      await running.invoke('', task);
      return (await running.invoke('', task)).failed;
    };
    expect(await twice()).toBeUndefined();
    await running.putConfig({ asyncTask: true });
    expect(await twice()).toBe('AsyncTaskAlreadyExists');
  });

  it('needs the permission for that very function', async () => {
    await using running = await startWith();
    const statement = (name: string) => ({
      Effect: 'Allow',
      Action: 'fc:InvokeFunction',
      Resource: `acs:fc:*:*:functions/${name}`,
    });
    const keyOf = (name: string, of: string) =>
      userWithKey(running.sandbox, name, { statements: [statement(of)] });
    expect(await invokeFunction(await keyOf('stranger', 'other'), functionName, '')).toMatchObject({
      status: 403,
      failed: 'AccessDenied',
      denial: { AuthAction: 'fc:InvokeFunction' },
    });
    const friend = await keyOf('friend', functionName);
    expect(await invokeFunction(friend, functionName, '')).toMatchObject({ status: 200 });
  });

  it('must be signed with its path and its body', async () => {
    await using running = await startWith();
    const wrong = { ...running.sandbox, accessKeySecret: 'wrong' };
    expect(await invokeFunction(wrong, functionName, '')).toMatchObject({ failed: 'SignatureDoesNotMatch' });
  });

  it('leaves a record without the event', async () => {
    await using running = await startWith();
    await running.invoke('canary');
    expect(running.sandbox.audit.records.at(-1)).toMatchObject({
      eventName: 'InvokeFunction',
      serviceName: 'FC',
      requestParameters: { FunctionName: functionName },
    });
    expect(JSON.stringify(running.sandbox.audit.records)).not.toContain('canary');
  });

  it('checks parameters, permission, existence, size and task in this order', async () => {
    await using running = await startWith();
    const { invoke, sandbox, putConfig } = running;
    await putConfig({ asyncTask: true });
    const nobody = await userWithKey(sandbox, 'nobody');
    const large = 'x'.repeat(128 * 1_024 + 1);
    const task = { ...asynchronous, xFcAsyncTaskId: 'task-1' };
    await invoke('', task);
    expect([
      (await invokeFunction(nobody, 'none', large, { xFcInvocationType: 'Later' })).failed,
      (await invokeFunction(nobody, 'none', large, task)).failed,
      (await invoke(large, task, 'none')).failed,
      (await invoke(large, task)).failed,
      (await invoke('', task)).failed,
    ]).toEqual([
      'InvalidArgument',
      'AccessDenied',
      'FunctionNotFound',
      'PayloadTooLarge',
      'AsyncTaskAlreadyExists',
    ]);
  });
});
