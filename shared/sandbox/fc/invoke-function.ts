import * as z from 'zod';
import { random } from '../../runtime/random.ts';
import { defineOperation, RawAnswer } from '../operation.ts';
import { Refusal } from '../refusal.ts';
import { findFunction, functionArn } from './find-function.ts';
import { Qualifier, refuseQualifier } from './not-here.ts';
import { invalidArgument } from './refusals.ts';

const asyncLimit = 128 * 1_024;

const nothing = Buffer.alloc(0);

/** Invokes a function. Checks in this order: parameters, permission, existence of the function, size, taken task id. */
export const invokeFunction = defineOperation({
  action: 'InvokeFunction',
  invalidCode: invalidArgument,
  parameters: z.object({
    FunctionName: z.string().min(1),
    InvocationType: z.enum(['Sync', 'Async']).default('Sync'),
    // Source of the form of the id: FC "GetStatefulAsyncInvocation".
    TaskId: z
      .string()
      .regex(/^[A-Za-z_][\w-]{0,127}$/, 'it is no task id')
      .optional(),
    Qualifier,
    Payload: z.instanceof(Buffer),
  }),
  confidential: ['Payload'],
  resource: (cloud, { FunctionName }) => functionArn(cloud, FunctionName),
  async perform(cloud, { FunctionName, InvocationType: kind, TaskId: taskId, Qualifier, Payload: event }) {
    refuseQualifier(Qualifier);
    const config = findFunction(cloud, FunctionName);
    const requestId = random.requestId();
    const headers = { 'x-fc-request-id': requestId };
    const { invocations } = cloud;
    if (kind === 'Sync') {
      const ended = await invocations.run(config, event, { kind, taskId, attempt: 1, requestId });
      const error = ended.kind === 'failed' ? { 'x-fc-error-type': ended.type } : {};
      return new RawAnswer(200, { ...headers, ...error }, ended.body);
    }
    if (event.length > asyncLimit)
      throw new Refusal(413, 'PayloadTooLarge', `An asynchronous event has at most ${asyncLimit} bytes.`);
    // A task id counts only for functions with asynchronous tasks switched on. Source: FC "InvokeFunction".
    const isTask = cloud.asyncInvokeConfigs.get(FunctionName)?.asyncTask === true;
    if (isTask && taskId !== undefined && invocations.asynchronous.knows(FunctionName, taskId)) {
      if (cloud.switches.repeatedTaskId === 'AsyncTaskAlreadyExists')
        throw new Refusal(409, 'AsyncTaskAlreadyExists', 'A task of this id was started before.');
    }
    invocations.asynchronous.start({ config, event, taskId, requestId });
    return new RawAnswer(202, headers, nothing);
  },
});
