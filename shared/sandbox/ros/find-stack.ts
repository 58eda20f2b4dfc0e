import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import { stackNotFound } from './refusals.ts';
import type { Stack } from './stack.ts';

export const stackArn = ({ regionId, accountId }: Cloud, id: string) =>
  `acs:ros:${regionId}:${accountId}:stack/${id}`;

/** Returns the ARN that a policy names for operations on one stack. Source: ROS GetChangeSet, RAM authorization. */
export const ofStack = (cloud: Cloud, { StackId }: { readonly StackId: string }) => stackArn(cloud, StackId);

/** Returns the ARN for operations on no particular stack. */
export const allStacksArn = (cloud: Cloud) => stackArn(cloud, '*');

/** Finds a stack by its id, including a deleted one. */
export function findStack(cloud: Cloud, id: string): Stack {
  const stack = cloud.stacks.get(id);
  if (!stack) throw stackNotFound(id);
  return stack;
}

/** Finds a stack by its name. A name is free again once its stack is deleted. */
export const stackNamed = (cloud: Cloud, name: string) =>
  cloud.stacks.all().find((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE');

/** Returns the time in UTC and whole seconds, without a mark for the zone. Source: ROS GetStack. */
export const zonelessInstant = (milliseconds: number) => instant(milliseconds).slice(0, -1);
