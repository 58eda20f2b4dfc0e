import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findFunction } from './find-function.ts';
import { ofTrigger, triggerOnTheWire, triggersOf } from './find-trigger.ts';
import { FunctionName } from './function-config.ts';
import { page, paging } from './paging.ts';
import { invalidArgument } from './refusals.ts';

export const listTriggers = defineOperation({
  action: 'ListTriggers',
  invalidCode: invalidArgument,
  parameters: z.object({ ...paging, functionName: FunctionName }),
  resource: (cloud, { functionName }) => ofTrigger(cloud, { functionName, triggerName: '*' }),
  perform(cloud, given) {
    findFunction(cloud, given.functionName);
    const { shown, fields } = page(
      triggersOf(cloud, given.functionName),
      ({ triggerName }) => triggerName,
      given,
    );
    return { ...fields, triggers: shown.map((one) => triggerOnTheWire(cloud, one)) };
  },
});
