import { setTimeout as sleep } from 'node:timers/promises';
import ros from '@alicloud/ros20190910';
import * as z from 'zod';
import { type Address, officialConfig } from './calls.ts';

/** The official client for ROS, unchanged. */
export function rosClient(address: Address) {
  return new ros.default(officialConfig(address));
}
type Client = ReturnType<typeof rosClient>;

const regionId = 'cn-hangzhou';

export const parameters = (given: Readonly<Record<string, string>>) =>
  Object.entries(given).map(([parameterKey, parameterValue]) => ({ parameterKey, parameterValue }));

/** Makes a stack, and waits for what becomes of it. */
export async function createStack(
  client: Client,
  stackName: string,
  templateBody: string,
  given: Readonly<Record<string, string>> = {},
  more: { readonly disableRollback?: boolean } = {},
) {
  const { body } = await client.createStack(
    new ros.CreateStackRequest({
      regionId,
      stackName,
      templateBody,
      parameters: parameters(given).map((one) => new ros.CreateStackRequestParameters(one)),
      ...more,
    }),
  );
  return ended(client, body?.stackId ?? '');
}

export async function updateStack(
  client: Client,
  stackId: string,
  templateBody: string,
  given: Readonly<Record<string, string>> = {},
) {
  await client.updateStack(
    new ros.UpdateStackRequest({
      regionId,
      stackId,
      templateBody,
      usePreviousParameters: true,
      parameters: parameters(given).map((one) => new ros.UpdateStackRequestParameters(one)),
    }),
  );
  return ended(client, stackId);
}

export async function deleteStack(client: Client, stackId: string, retainResources: string[] = []) {
  await client.deleteStack(new ros.DeleteStackRequest({ regionId, stackId, retainResources }));
  return ended(client, stackId);
}

/** The stack, once nothing is done to it any more. */
export async function ended(client: Client, stackId: string) {
  for (;;) {
    const { body } = await client.getStack(new ros.GetStackRequest({ regionId, stackId }));
    if (!body?.status?.endsWith('_IN_PROGRESS')) return { ...body, stackId };
    await sleep(5);
  }
}

export async function eventsOf(client: Client, stackId: string) {
  const { body } = await client.listStackEvents(
    new ros.ListStackEventsRequest({ regionId, stackId, pageSize: 50 }),
  );
  return (body?.events ?? [])
    .map(({ logicalResourceId, status }) => `${logicalResourceId} ${status}`)
    .reverse();
}

export async function resourcesOf(client: Client, stackId: string) {
  const { body } = await client.listStackResources(new ros.ListStackResourcesRequest({ regionId, stackId }));
  return (body?.resources ?? []).map(({ logicalResourceId, status }) => `${logicalResourceId} ${status}`);
}

const Failed = z.object({ code: z.string(), statusCode: z.number(), accessDeniedDetail: z.unknown() });

/** The code of a call that is refused. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'not refused';
  } catch (error) {
    return Failed.parse(error).code;
  }
}
