import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findTrigger, ofTrigger, triggerOnTheWire } from './find-trigger.ts';
import { FunctionName } from './function-config.ts';
import { invalidArgument } from './refusals.ts';
import { TriggerName } from './trigger.ts';

export const getTrigger = defineOperation({
  action: 'GetTrigger',
  invalidCode: invalidArgument,
  parameters: z.object({ functionName: FunctionName, triggerName: TriggerName }),
  resource: ofTrigger,
  perform: (cloud, named) => triggerOnTheWire(cloud, findTrigger(cloud, named)),
});
