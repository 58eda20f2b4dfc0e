import * as z from 'zod';
import { random } from '../../runtime/random.ts';
import type { Cloud } from '../cloud.ts';
import { roleArn } from '../ram/find-role.ts';
import { AsyncInvokeConfig } from './async-invoke-config.ts';
import { FunctionConfig } from './function-config.ts';

const settings = FunctionConfig.shape;

/** A function of this machine. Its code is read from a folder each time an instance starts. */
const FunctionInput = z.object({
  functionName: settings.functionName,
  /** The folder that holds `index.js`, whose `handler` is called. */
  codeDirectory: z.string(),
  handler: settings.handler.default('index.handler'),
  runtime: settings.runtime.default('nodejs20'),
  timeout: settings.timeout,
  memorySize: settings.memorySize,
  instanceConcurrency: settings.instanceConcurrency,
  /**
   * Name of the role whose keys the function gets. Without a role it gets the account's own keys, which no real
   * function has.
   */
  role: z.string().optional(),
  environmentVariables: settings.environmentVariables,
  logConfig: settings.logConfig,
  maxAsyncRetryAttempts: AsyncInvokeConfig.shape.maxAsyncRetryAttempts,
  /** ARN of the function that is called after a failure. */
  onFailure: z.string().optional(),
});
export type FunctionInput = z.input<typeof FunctionInput>;

/** Creates the function, or replaces it. */
export function placeFunction(cloud: Cloud, input: FunctionInput): void {
  const { codeDirectory, role, maxAsyncRetryAttempts, onFailure, ...given } = FunctionInput.parse(input);
  const { functionName } = given;
  const at = { createdAt: cloud.now(), changedAt: cloud.now() };
  const config = FunctionConfig.parse({
    ...given,
    ...at,
    functionId: random.uuid(),
    role: role === undefined ? undefined : roleArn(cloud, role),
    code: { kind: 'folder', path: codeDirectory },
  });
  cloud.functions.set(functionName, config);
  const asynchronous = { functionName, maxAsyncRetryAttempts, onFailure, asyncTask: true, ...at };
  cloud.asyncInvokeConfigs.set(functionName, AsyncInvokeConfig.parse(asynchronous));
}
