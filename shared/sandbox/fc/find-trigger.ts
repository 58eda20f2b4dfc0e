import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import { findFunction, functionArn } from './find-function.ts';
import { triggerNotFound } from './refusals.ts';
import type { Trigger } from './trigger.ts';

interface Named {
  readonly functionName: string;
  readonly triggerName: string;
}

export const triggerKey = ({ functionName, triggerName }: Named) => `${functionName}/${triggerName}`;

/**
 * Returns the ARN that a policy names for operations on one trigger. Source: Serverless Devs, permissions of triggers.
 */
export const ofTrigger = (cloud: Cloud, { functionName, triggerName }: Named) =>
  `${functionArn(cloud, functionName)}/triggers/${triggerName}`;

export function findTrigger(cloud: Cloud, named: Named): Trigger {
  findFunction(cloud, named.functionName);
  const found = cloud.triggers.get(triggerKey(named));
  if (!found) throw triggerNotFound(named.triggerName);
  return found;
}

export const triggersOf = (cloud: Cloud, functionName: string): Trigger[] =>
  cloud.triggers.all().filter((one) => one.functionName === functionName);

export const triggerOnTheWire = (cloud: Cloud, trigger: Trigger) => ({
  triggerName: trigger.triggerName,
  triggerId: trigger.triggerId,
  triggerType: 'timer',
  triggerConfig: JSON.stringify(trigger.config),
  description: trigger.description,
  qualifier: 'LATEST',
  status: '',
  targetArn: functionArn(cloud, trigger.functionName),
  createdTime: instant(trigger.createdAt),
  lastModifiedTime: instant(trigger.changedAt),
});
