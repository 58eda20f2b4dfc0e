import fc from '@alicloud/fc20230330';
import type { Address } from './calls.ts';
import { fcClientOf } from './fc-client.ts';
import { zipped } from './zipped.ts';

/** Makes a function of one file with the official client. */
export function makeFunction(
  address: Address,
  functionName: string,
  script: string,
  more: ConstructorParameters<typeof fc.CreateFunctionInput>[0] = {},
) {
  const body = new fc.CreateFunctionInput({
    functionName,
    runtime: 'nodejs20',
    handler: 'index.handler',
    timeout: 60,
    code: new fc.InputCodeLocation({ zipFile: zipped({ 'index.js': script }) }),
    ...more,
  });
  return fcClientOf(address).createFunction(new fc.CreateFunctionRequest({ body }));
}

/** A time trigger of a function, by the name `timer`. */
export function makeTimer(address: Address, functionName: string, cronExpression: string, payload = '') {
  const body = new fc.CreateTriggerInput({
    triggerName: 'timer',
    triggerType: 'timer',
    triggerConfig: JSON.stringify({ cronExpression, enable: true, payload }),
  });
  return fcClientOf(address).createTrigger(functionName, new fc.CreateTriggerRequest({ body }));
}
