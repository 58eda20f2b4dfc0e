import { readFile } from 'node:fs/promises';
import ros from '@alicloud/ros20190910';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { createStack, deleteStack, ended, rosClient, updateStack } from '../../support/sandbox/ros-client.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { regionId, template } from '../../support/sandbox/with-stacks.ts';

describe('a sandbox that keeps its state', () => {
  it('has its stacks after a restart, and holds no value in the clear', async () => {
    await using directory = await temporaryDirectory();
    const first = await startSandbox({ data: directory.path });
    const { stackId } = await createStack(rosClient(first), 'payments', template(), { Value: 'C4n4ryValue' });
    await first[Symbol.asyncDispose]();
    await using second = await startSandbox({ data: directory.path });
    const again = rosClient(second);
    expect(await ended(again, stackId)).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect((await updateStack(again, stackId, template(), { Word: 'two' })).status).toBe('UPDATE_COMPLETE');
    expect(await readFile(`${directory.path}/journal`, 'utf8')).not.toContain('C4n4ryValue');
  });

  it('says of a stack that it was ended in the middle of', async () => {
    await using directory = await temporaryDirectory();
    const first = await startSandbox({ data: directory.path });
    let ending: PromiseLike<void> | undefined;
    const until = async () => {
      ending = first[Symbol.asyncDispose]();
    };
    first.faults.ask({ action: 'CreateStack', fault: { kind: 'hold', until, when: 'after' } });
    const { body } = await rosClient(first).createStack(
      new ros.CreateStackRequest({
        regionId,
        stackName: 'payments',
        templateBody: template(),
        parameters: [new ros.CreateStackRequestParameters({ parameterKey: 'Value', parameterValue: 'x' })],
      }),
    );
    await ending;
    await using second = await startSandbox({ data: directory.path });
    expect(await ended(rosClient(second), body?.stackId ?? '')).toMatchObject({
      status: 'CREATE_FAILED',
      statusReason: 'the sandbox was ended meanwhile',
    });
    expect((await deleteStack(rosClient(second), body?.stackId ?? '')).status).toBe('DELETE_COMPLETE');
  });
});
