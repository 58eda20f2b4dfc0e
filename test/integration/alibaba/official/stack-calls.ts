import ros from '@alicloud/ros20190910';
import { createChangeSet } from '../../../../shared/alibaba/ros/create-change-set.ts';
import { deleteChangeSet } from '../../../../shared/alibaba/ros/delete-change-set.ts';
import { deleteStack } from '../../../../shared/alibaba/ros/delete-stack.ts';
import { executeChangeSet } from '../../../../shared/alibaba/ros/execute-change-set.ts';
import { getChangeSet } from '../../../../shared/alibaba/ros/get-change-set.ts';
import { getStack } from '../../../../shared/alibaba/ros/get-stack.ts';
import { listStackEvents } from '../../../../shared/alibaba/ros/list-stack-events.ts';
import { findStack } from '../../../../shared/alibaba/ros/list-stacks.ts';
import { openRos } from '../../../../shared/alibaba/ros/open.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { officialConfig } from '../../../support/sandbox/calls.ts';
import { openedBy } from './openings.ts';
import type { Pair } from './pair.ts';

const signal = new AbortController().signal;
const RegionId = 'cn-hangzhou';

const ofRos = (
  action: string,
  ours: (opened: ReturnType<typeof openRos>) => Promise<unknown>,
  official: (client: ros.default) => Promise<unknown>,
): Pair => ({
  service: 'ros',
  action,
  ours: (address) => ours(openedBy(openRos, address)),
  official: (address) => official(new ros.default(officialConfig(address))),
});

const wish = { name: 'set-1', template: 'the template', parameters: { Plain: 'p' } };
const hidden = { Hidden: new Sensitive('h') };
const officialParameters = ['Plain p', 'Hidden h'].map((pair) => {
  const [parameterKey = '', parameterValue = ''] = pair.split(' ');
  return new ros.CreateChangeSetRequestParameters({ parameterKey, parameterValue });
});
const set = {
  regionId: RegionId,
  changeSetName: 'set-1',
  templateBody: 'the template',
  parameters: officialParameters,
};

export const stackCalls: readonly Pair[] = [
  ofRos(
    'CreateChangeSet',
    (ours) => createChangeSet(ours, RegionId, { ...wish, stack: { name: 's' }, hidden }, signal),
    (client) =>
      client.createChangeSet(
        new ros.CreateChangeSetRequest({ ...set, changeSetType: 'CREATE', stackName: 's' }),
      ),
  ),
  ofRos(
    'CreateChangeSet',
    (ours) => createChangeSet(ours, RegionId, { ...wish, stack: { id: 's-1' }, hidden }, signal),
    (client) =>
      client.createChangeSet(
        new ros.CreateChangeSetRequest({
          ...set,
          changeSetType: 'UPDATE',
          stackId: 's-1',
          usePreviousParameters: true,
        }),
      ),
  ),
  ofRos(
    'DeleteChangeSet',
    (ours) => deleteChangeSet(ours, RegionId, 'c-1', signal),
    (client) =>
      client.deleteChangeSet(new ros.DeleteChangeSetRequest({ regionId: RegionId, changeSetId: 'c-1' })),
  ),
  ofRos(
    'DeleteStack',
    (ours) => deleteStack(ours, RegionId, 's-1', signal),
    (client) => client.deleteStack(new ros.DeleteStackRequest({ regionId: RegionId, stackId: 's-1' })),
  ),
  ofRos(
    'ExecuteChangeSet',
    (ours) => executeChangeSet(ours, RegionId, 'c-1', signal),
    (client) =>
      client.executeChangeSet(new ros.ExecuteChangeSetRequest({ regionId: RegionId, changeSetId: 'c-1' })),
  ),
  ofRos(
    'GetChangeSet',
    (ours) => getChangeSet(ours, RegionId, 'c-1', signal),
    (client) => client.getChangeSet(new ros.GetChangeSetRequest({ regionId: RegionId, changeSetId: 'c-1' })),
  ),
  ofRos(
    'GetStack',
    (ours) => getStack(ours, RegionId, 's-1', signal),
    (client) => client.getStack(new ros.GetStackRequest({ regionId: RegionId, stackId: 's-1' })),
  ),
  ofRos(
    'ListStackEvents',
    (ours) => listStackEvents(ours, RegionId, 's-1', signal),
    (client) =>
      client.listStackEvents(
        new ros.ListStackEventsRequest({ regionId: RegionId, stackId: 's-1', pageNumber: 1, pageSize: 50 }),
      ),
  ),
  ofRos(
    'ListStacks',
    (ours) => findStack(ours, RegionId, 's', signal),
    (client) => client.listStacks(new ros.ListStacksRequest({ regionId: RegionId, stackName: ['s'] })),
  ),
];
