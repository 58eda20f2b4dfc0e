import { wrongState } from './refusals.ts';
import type { Stack, Status } from './stack.ts';

/** Statuses in which a stack can be updated. Source: ROS "Update a stack by using a change set". */
const changeable: readonly Status[] = [
  'CREATE_COMPLETE',
  'UPDATE_FAILED',
  'UPDATE_COMPLETE',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
];

export function refuseUnchangeable({ name, status }: Stack): void {
  if (!changeable.includes(status))
    throw wrongState(`The Stack (${name}) is ${status} and cannot be updated.`);
}
