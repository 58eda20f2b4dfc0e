import { random } from '../../runtime/random.ts';
import type { Cloud } from '../cloud.ts';
import { callFor } from '../inner-call.ts';
import type { Caller } from '../operation.ts';
import { findStack } from './find-stack.ts';
import type { Calls } from './resources/resource-type.ts';
import type { Stack, StackResource, Status } from './stack.ts';

interface Place {
  readonly cloud: Cloud;
  readonly stackId: string;
}

/** A stack that is being worked on, and the caller who asked for that work. */
export interface StackContext extends Place {
  readonly caller: Caller;
  /** Waits between two steps. Throws Interrupted if the sandbox closes. */
  pause(): Promise<void>;
}

export const stackOf = ({ cloud, stackId }: Place): Stack => findStack(cloud, stackId);

export function change({ cloud, stackId }: Place, part: Partial<Stack>): void {
  cloud.stacks.set(stackId, { ...findStack(cloud, stackId), ...part });
}

export function markStack(stackContext: Place, status: Status, statusReason: string): void {
  change(stackContext, { status, statusReason, updatedAt: stackContext.cloud.now() });
  const { id, name } = stackOf(stackContext);
  record(stackContext, {
    logicalId: name,
    physicalId: id,
    type: 'ALIYUN::ROS::Stack',
    status,
    reason: statusReason,
  });
}

/** Replaces the resource of that id, or adds it at the end. */
export function markResource(stackContext: Place, resource: StackResource): void {
  const { resources } = stackOf(stackContext);
  const at = resources.findIndex(({ id }) => id === resource.id);
  change(stackContext, { resources: at === -1 ? [...resources, resource] : resources.with(at, resource) });
  const { id: logicalId, physicalId = '', type, status, statusReason: reason } = resource;
  record(stackContext, { logicalId, physicalId, type, status, reason });
}

export function forgetResource(stackContext: Place, id: string): void {
  change(stackContext, { resources: stackOf(stackContext).resources.filter((one) => one.id !== id) });
}

interface Happening {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string;
}

function record({ cloud, stackId }: Place, happening: Happening): void {
  const id = random.uuid();
  cloud.stackEvents.set(id, { id, stackId, at: cloud.now(), ...happening });
}

/**
 * Returns calls with the credentials of whoever asks for the stack. ROS does so for a stack without a role. Source: ROS
 * "Use a stack role".
 */
export const callsOf = ({ cloud, caller }: StackContext): Calls => ({
  cloud,
  ask: (service, action, parameters) => callFor(cloud, caller, service, action, parameters),
});
