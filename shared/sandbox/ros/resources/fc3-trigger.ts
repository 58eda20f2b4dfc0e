import * as z from 'zod';
import { fc } from '../../fc/fc.ts';
import { defineResourceType } from './resource-type.ts';
import { unlessGone } from './unless-gone.ts';
import { notHere, Text } from './values.ts';

const Trigger = z.strictObject({
  FunctionName: Text,
  TriggerName: Text,
  TriggerType: Text,
  TriggerConfig: z.record(z.string(), z.unknown()),
  Description: Text.optional(),
  Qualifier: Text.optional(),
  InvocationRole: notHere('roles of triggers'),
  SourceArn: notHere('sources of triggers'),
});
type Trigger = z.output<typeof Trigger>;

const Created = z.object({ triggerId: z.string() });

/**
 * The resource type of a trigger. It passes the configuration on as it is. Whether ROS changes the case of the keys is
 * not documented.
 */
export const fc3Trigger = defineResourceType({
  type: 'ALIYUN::FC3::Trigger',
  properties: Trigger,
  attributes: ['FunctionName', 'TriggerId', 'TriggerName'],
  fixed: ['FunctionName', 'TriggerName', 'TriggerType'],
  async create(calls, trigger) {
    const { FunctionName, TriggerName } = trigger;
    const { triggerId: TriggerId } = Created.parse(await calls.ask(fc, 'CreateTrigger', asked(trigger)));
    return { physicalId: TriggerName, attributes: { FunctionName, TriggerId, TriggerName } };
  },
  async update(calls, trigger) {
    await calls.ask(fc, 'UpdateTrigger', asked(trigger));
    return undefined;
  },
  async delete(calls, { FunctionName: functionName, TriggerName: triggerName }) {
    await unlessGone(calls.ask(fc, 'DeleteTrigger', { functionName, triggerName }));
  },
});

const asked = (trigger: Trigger) => ({
  functionName: trigger.FunctionName,
  triggerName: trigger.TriggerName,
  triggerType: trigger.TriggerType,
  triggerConfig: JSON.stringify(trigger.TriggerConfig),
  description: trigger.Description,
  qualifier: trigger.Qualifier,
});
