import * as z from 'zod';
import { random } from '../../runtime/random.ts';
import { defineOperation } from '../operation.ts';
import { unsupported } from '../refusal.ts';
import { findFunction } from './find-function.ts';
import { ofTrigger, triggerKey, triggerOnTheWire } from './find-trigger.ts';
import { FunctionName } from './function-config.ts';
import { invalidArgument, triggerAlreadyExists } from './refusals.ts';
import { setTimer } from './timers.ts';
import { TriggerName, triggerSettings } from './trigger.ts';

/** Creates a time trigger. The intervals of `@every` count from now. */
export const createTrigger = defineOperation({
  action: 'CreateTrigger',
  invalidCode: invalidArgument,
  parameters: z.object({
    ...triggerSettings,
    functionName: FunctionName,
    triggerName: TriggerName,
    triggerType: z.string(),
  }),
  resource: ofTrigger,
  perform(cloud, given) {
    const { functionName, triggerName, triggerType, triggerConfig: config, description } = given;
    findFunction(cloud, functionName);
    if (triggerType !== 'timer') throw unsupported('the sandbox knows time triggers alone');
    if (cloud.triggers.get(triggerKey(given))) throw triggerAlreadyExists(triggerName);
    const now = cloud.now();
    const triggerId = random.uuid();
    const trigger = {
      functionName,
      triggerName,
      triggerId,
      config,
      description,
      createdAt: now,
      changedAt: now,
    };
    cloud.triggers.set(triggerKey(trigger), trigger);
    setTimer(cloud, trigger);
    return triggerOnTheWire(cloud, trigger);
  },
});
