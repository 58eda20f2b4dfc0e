import { Readable } from 'node:stream';
import fc from '@alicloud/fc20230330';
import { RuntimeOptions } from '@darabonba/typescript';
import { lookupEvents } from '../../../../shared/alibaba/actiontrail/lookup-events.ts';
import { openActionTrail } from '../../../../shared/alibaba/actiontrail/open.ts';
import { getFunction } from '../../../../shared/alibaba/fc/get-function.ts';
import { invokeFunction, startFunction } from '../../../../shared/alibaba/fc/invoke-function.ts';
import { listFunctions } from '../../../../shared/alibaba/fc/list-functions.ts';
import { listTriggers } from '../../../../shared/alibaba/fc/list-triggers.ts';
import { openFc } from '../../../../shared/alibaba/fc/open.ts';
import { openBucket } from '../../../../shared/alibaba/oss/bucket.ts';
import { headObject } from '../../../../shared/alibaba/oss/head-object.ts';
import { putObject } from '../../../../shared/alibaba/oss/put-object.ts';
import { type Address, officialConfig } from '../../../support/sandbox/calls.ts';
import { officialGeneric, officialOss, openedBy } from './openings.ts';
import type { Pair } from './pair.ts';

const signal = new AbortController().signal;

const ofFc = (
  type: 'Sync' | 'Async',
  ours: (opened: ReturnType<typeof openFc>) => Promise<unknown>,
): Pair => ({
  service: 'fc',
  action: 'InvokeFunction',
  ours: (address) => ours(openedBy(openFc, address)),
  official: (address) =>
    new fc.default(officialConfig(address)).invokeFunctionWithOptions(
      'a b',
      new fc.InvokeFunctionRequest({ body: Readable.from([Buffer.from('{"a":"ü"}')]) }),
      new fc.InvokeFunctionHeaders({
        xFcInvocationType: type,
        ...(type === 'Async' ? { xFcAsyncTaskId: 'task-1' } : {}),
      }),
      new RuntimeOptions({}),
    ),
});

const bucketOf = (address: Address) =>
  openedBy((environment, credentials) => openBucket(environment, credentials, 'code-of-mine'), address);

export const otherCalls: readonly Pair[] = [
  ofFc('Sync', (ours) => invokeFunction(ours, 'a b', '{"a":"ü"}', signal)),
  ofFc('Async', (ours) => startFunction(ours, 'a b', '{"a":"ü"}', 'task-1', signal)),
  {
    service: 'fc',
    action: 'GetFunction',
    ours: (address) => getFunction(openedBy(openFc, address), 'a b', signal),
    official: (address) =>
      new fc.default(officialConfig(address)).getFunction('a b', new fc.GetFunctionRequest({})),
  },
  {
    service: 'fc',
    action: 'ListFunctions',
    ours: (address) => listFunctions(openedBy(openFc, address), signal),
    official: (address) =>
      new fc.default(officialConfig(address)).listFunctions(new fc.ListFunctionsRequest({ limit: 100 })),
  },
  {
    service: 'fc',
    action: 'ListTriggers',
    ours: (address) => listTriggers(openedBy(openFc, address), 'a b', signal),
    official: (address) =>
      new fc.default(officialConfig(address)).listTriggers('a b', new fc.ListTriggersRequest({ limit: 100 })),
  },
  {
    service: 'actiontrail',
    action: 'LookupEvents',
    ours: (address) =>
      lookupEvents(
        openedBy(openActionTrail, address),
        { eventName: 'GetSecretValue', from: 0, until: 86_400_000, pages: 1 },
        signal,
      ),
    official: (address) =>
      officialGeneric(address, '2020-07-06').request(
        'LookupEvents',
        {
          LookupAttribute: [{ Key: 'EventName', Value: 'GetSecretValue' }],
          StartTime: '1970-01-01T00:00:00Z',
          EndTime: '1970-01-02T00:00:00Z',
          MaxResults: '50',
        },
        { method: 'GET' },
      ),
  },
  {
    service: 'oss',
    action: 'HeadObject',
    ours: (address) => headObject(bucketOf(address), 'generic/a b.zip', signal),
    official: (address) => officialOss(address).head('generic/a b.zip'),
  },
  {
    service: 'oss',
    action: 'PutObject',
    ours: (address) => putObject(bucketOf(address), 'generic/a b.zip', new Uint8Array([1, 2]), signal),
    official: (address) =>
      officialOss(address).put('generic/a b.zip', Buffer.from([1, 2]), {
        mime: 'application/zip',
        headers: { 'x-oss-forbid-overwrite': 'true', 'Content-MD5': 'DLmI0EKn8o3V/itVs/Wseg==' },
      }),
  },
];
