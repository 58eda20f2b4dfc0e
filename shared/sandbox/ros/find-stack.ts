import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import { stackNotFound } from './refusals.ts';
import type { Stack } from './stack.ts';

export const stackArn = ({ regionId, accountId }: Cloud, id: string) =>
  `acs:ros:${regionId}:${accountId}:stack/${id}`;

/** The ARN that a policy names for what is done to one stack. Source: ROS GetChangeSet, RAM authorization. */
export const ofStack = (cloud: Cloud, { StackId }: { readonly StackId: string }) => stackArn(cloud, StackId);

/** What is about no stack in particular. */
export const allStacksArn = (cloud: Cloud) => stackArn(cloud, '*');

/** Also one that is deleted: it can be asked for by its id. */
export function findStack(cloud: Cloud, id: string): Stack {
  const stack = cloud.stacks.get(id);
  if (!stack) throw stackNotFound(id);
  return stack;
}

/** A name is free again once its stack is deleted. */
export const stackNamed = (cloud: Cloud, name: string) =>
  cloud.stacks.all().find((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE');

/** UTC, whole seconds, without a mark for the zone. Source: ROS GetStack. */
export const zonelessInstant = (milliseconds: number) => instant(milliseconds).slice(0, -1);
