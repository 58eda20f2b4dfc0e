import * as z from 'zod';
import { random } from '../../runtime/random.ts';
import type { Cloud } from '../cloud.ts';
import { Flag } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { invalidParameter, missingParameter, Refusal } from '../refusal.ts';
import { newStack, refuseBusy } from './begin.ts';
import { changesOf } from './changes-of.ts';
import { allStacksArn, findStack, stackArn } from './find-stack.ts';
import { refuseUnchangeable } from './refuse-unchangeable.ts';
import { sealParameters } from './sealed.ts';
import type { Stack } from './stack.ts';
import { Name, readSubmission, submitted } from './submission.ts';

const parameters = z.object({
  ...submitted,
  ChangeSetName: Name,
  ChangeSetType: z.enum(['CREATE', 'UPDATE'], 'the sandbox imports nothing').default('UPDATE'),
  StackName: Name.optional(),
  StackId: z.string().optional(),
  Description: z.string().max(1_024).optional(),
  UsePreviousParameters: Flag.default(false),
});
type Parameters = z.output<typeof parameters>;

/** Maximum number of change sets of a stack. Source: ROS CreateChangeSet. */
const most = 20;

/** Creates a change set and changes no resource. For a new stack it also creates the stack, which is then in review. */
export const createChangeSet = defineOperation({
  action: 'CreateChangeSet',
  parameters,
  confidential: ['Parameters'],
  resource: (cloud, { StackId }) => (StackId === undefined ? allStacksArn(cloud) : stackArn(cloud, StackId)),
  perform(cloud, given, caller) {
    const stack = stackFor(cloud, given);
    const { template, given: values, resolution } = readSubmission(cloud, caller, stack, given);
    const changes = changesOf(cloud, caller, stack, resolution);
    refuseTooMany(cloud, stack, given.ChangeSetName);
    if (given.ChangeSetType === 'CREATE') cloud.stacks.set(stack.id, stack);
    const id = random.uuid();
    cloud.changeSets.set(id, {
      id,
      name: given.ChangeSetName,
      stackId: stack.id,
      type: given.ChangeSetType,
      description: given.Description,
      createdAt: cloud.now(),
      disableRollback: given.DisableRollback,
      template,
      sealedParameters: sealParameters(cloud, stack, values),
      changes,
      executionStatus: 'AVAILABLE',
    });
    return { ChangeSetId: id, StackId: stack.id };
  },
});

function stackFor(cloud: Cloud, given: Parameters): Stack {
  if (given.ChangeSetType === 'CREATE') {
    if (given.StackName === undefined) throw missingParameter('StackName');
    return newStack(cloud, { ...given, StackName: given.StackName });
  }
  if (given.StackId === undefined) throw missingParameter('StackId');
  const stack = findStack(cloud, given.StackId);
  refuseBusy(stack);
  refuseUnchangeable(stack);
  return stack;
}

/** Throws a Refusal if the name is taken or the stack has too many change sets. Neither code is documented. */
function refuseTooMany(cloud: Cloud, { id }: Stack, name: string): void {
  const others = cloud.changeSets.all().filter(({ stackId }) => stackId === id);
  if (others.some((one) => one.name === name))
    throw invalidParameter('ChangeSetName', 'the stack has a change set of that name');
  if (others.length >= most)
    throw new Refusal(409, 'ChangeSetLimitExceeded', `A stack has at most ${most} change sets.`);
}
