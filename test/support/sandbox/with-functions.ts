import fc from '@alicloud/fc20230330';
import { expect } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { fcClientOf, invokeFunction } from './fc-client.ts';
import { userWithKey } from './people.ts';
import { zipped } from './zipped.ts';

export const functionName = 'rotator';

/** A package whose function answers that word. */
export const answering = (word: string) => zipped({ 'index.js': `exports.handler = async () => '${word}';` });

/** The configuration of a time trigger. */
export const nightly = {
  cronExpression: 'CRON_TZ=Asia/Shanghai 0 0 4 * * *',
  enable: true,
  payload: '{"a":1}',
};

export const refusedWith = (code: string, statusCode = 400) =>
  expect.objectContaining({ code, statusCode, message: expect.any(String) });

/** A sandbox, and calls of Function Compute by the official client about the function `rotator`. */
export async function startFc(options: SandboxOptions = {}) {
  const sandbox = await startSandbox(options);
  const client = fcClientOf(sandbox);
  return {
    sandbox,
    client,
    arn: (name: string) => `acs:fc:cn-hangzhou:${sandbox.accountId}:functions/${name}`,
    create: (more: ConstructorParameters<typeof fc.CreateFunctionInput>[0] = {}, of = client) =>
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
      ),
    get: (name = functionName) => client.getFunction(name, new fc.GetFunctionRequest({})),
    createTrigger: (config: object = nightly, triggerName = 'timer', name = functionName) =>
      client.createTrigger(
        name,
        new fc.CreateTriggerRequest({
          body: new fc.CreateTriggerInput({
            triggerName,
            triggerType: 'timer',
            triggerConfig: JSON.stringify(config),
          }),
        }),
      ),
    putConfig: (
      more: ConstructorParameters<typeof fc.PutAsyncInvokeConfigInput>[0],
      name = functionName,
      qualifier = 'LATEST',
    ) =>
      client.putAsyncInvokeConfig(
        name,
        new fc.PutAsyncInvokeConfigRequest({ qualifier, body: new fc.PutAsyncInvokeConfigInput(more) }),
      ),
    getConfig: (name = functionName, qualifier = 'LATEST') =>
      client.getAsyncInvokeConfig(name, new fc.GetAsyncInvokeConfigRequest({ qualifier })),
    invoke: (event = '', headers: Readonly<Record<string, string>> = {}, name = functionName) =>
      invokeFunction(sandbox, name, event, headers),
    /** The client of a user who may do one thing. */
    allowed: async (name: string, action: string, resource: string) => {
      const statement = { Effect: 'Allow', Action: action, Resource: resource };
      return fcClientOf(await userWithKey(sandbox, name, { statements: [statement] }));
    },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}
