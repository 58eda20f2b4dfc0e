import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { noContent } from './answers.ts';
import { findTrigger, ofTrigger, triggerKey } from './find-trigger.ts';
import { FunctionName } from './function-config.ts';
import { invalidArgument } from './refusals.ts';
import { endTimer } from './timers.ts';
import { TriggerName } from './trigger.ts';

export const deleteTrigger = defineOperation({
  action: 'DeleteTrigger',
  invalidCode: invalidArgument,
  parameters: z.object({ functionName: FunctionName, triggerName: TriggerName }),
  resource: ofTrigger,
  perform(cloud, named) {
    const trigger = findTrigger(cloud, named);
    cloud.triggers.delete(triggerKey(trigger));
    endTimer(cloud, trigger);
    return noContent();
  },
});
