import { random } from '../../runtime/random.ts';
import type { Cloud } from '../cloud.ts';
import type { Caller } from '../operation.ts';
import { findStack, stackNamed } from './find-stack.ts';
import { changeStack, makeStack } from './perform-stack.ts';
import { actionInProgress, stackExists } from './refusals.ts';
import { openParameters, sealParameters } from './sealed.ts';
import type { Stack } from './stack.ts';
import type { StackContext } from './stack-context.ts';
import { resolve, type Submission } from './submission.ts';

interface StackRequest {
  readonly StackName: string;
  readonly DisableRollback: boolean;
  readonly TimeoutInMinutes: number;
}

/** Returns a stack that has nothing yet and is not stored. Throws a Refusal if the name is taken. */
export function newStack(
  cloud: Cloud,
  { StackName, DisableRollback, TimeoutInMinutes }: StackRequest,
): Stack {
  if (stackNamed(cloud, StackName)) throw stackExists(StackName);
  const id = random.uuid();
  const dataKey = cloud.vault.newDataKey(id);
  return {
    id,
    name: StackName,
    status: 'REVIEW_IN_PROGRESS',
    statusReason: '',
    createdAt: cloud.now(),
    disableRollback: DisableRollback,
    timeoutInMinutes: TimeoutInMinutes,
    dataKey,
    template: '',
    sealedParameters: sealParameters(cloud, { id, dataKey }, {}),
    resources: [],
  };
}

/** Starts the creation of a stack. The caller gets the response before anything is created. */
export function beginMaking(cloud: Cloud, caller: Caller, stack: Stack, submission: Submission): void {
  begin(cloud, caller, stack.id, 'CREATE', (stackContext) => makeStack(stackContext, submission));
}

export function beginChanging(cloud: Cloud, caller: Caller, stack: Stack, submission: Submission): void {
  const given = openParameters(cloud, stack, stack.sealedParameters);
  const before = resolve(cloud, caller, stack, stack.template, given).resources;
  begin(cloud, caller, stack.id, 'UPDATE', (stackContext) => changeStack(stackContext, submission, before));
}

/** Starts work on a stack. Marks the stack before the response, so that nobody starts other work meanwhile. */
export function begin(
  cloud: Cloud,
  caller: Caller,
  stackId: string,
  action: 'CREATE' | 'UPDATE' | 'DELETE',
  work: (stackContext: StackContext) => Promise<void>,
): void {
  const stack = findStack(cloud, stackId);
  cloud.stacks.set(stackId, {
    ...stack,
    status: `${action}_IN_PROGRESS`,
    statusReason: `Stack ${action} started`,
  });
  cloud.stackWork.start(async (pause) => {
    const stackContext = { cloud, caller, stackId, pause };
    await pause();
    await work(stackContext);
  });
}

export function refuseBusy({ name, status }: Stack): void {
  const [, action] = /^(.+)_IN_PROGRESS$/.exec(status) ?? [];
  if (action !== undefined && action !== 'REVIEW') throw actionInProgress(name, action);
}
