import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findTrigger, ofTrigger, triggerKey, triggerOnTheWire } from './find-trigger.ts';
import { FunctionName } from './function-config.ts';
import { invalidArgument } from './refusals.ts';
import { setTimer } from './timers.ts';
import { TriggerName, triggerSettings } from './trigger.ts';

/** Updates a trigger. A given configuration replaces the old one as a whole, and its intervals count from now. */
export const updateTrigger = defineOperation({
  action: 'UpdateTrigger',
  invalidCode: invalidArgument,
  parameters: z.object({
    ...triggerSettings,
    triggerConfig: triggerSettings.triggerConfig.optional(),
    functionName: FunctionName,
    triggerName: TriggerName,
  }),
  resource: ofTrigger,
  perform(cloud, given) {
    const before = findTrigger(cloud, given);
    const trigger = {
      ...before,
      config: given.triggerConfig ?? before.config,
      description: given.description ?? before.description,
      changedAt: cloud.now(),
    };
    cloud.triggers.set(triggerKey(trigger), trigger);
    setTimer(cloud, trigger);
    return triggerOnTheWire(cloud, trigger);
  },
});
