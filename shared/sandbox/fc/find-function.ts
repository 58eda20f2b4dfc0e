import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import type { FunctionConfig } from './function-config.ts';
import { functionNotFound } from './refusals.ts';

export const functionArn = ({ regionId, accountId }: Cloud, name: string) =>
  `acs:fc:${regionId}:${accountId}:functions/${name}`;

/** Returns the ARN that a policy names for operations on one function. */
export const ofFunction = (cloud: Cloud, { functionName }: { readonly functionName: string }) =>
  functionArn(cloud, functionName);

export function findFunction(cloud: Cloud, name: string): FunctionConfig {
  const found = cloud.functions.get(name);
  if (!found) throw functionNotFound(name);
  return found;
}

/** Returns the function as the API does, without its code. */
export function functionOnTheWire(cloud: Cloud, config: FunctionConfig) {
  const { code, createdAt, changedAt, ...settings } = config;
  const sent = code.kind === 'package' ? cloud.packages.get(code.digest) : undefined;
  return {
    ...settings,
    functionArn: functionArn(cloud, config.functionName),
    ...(sent && { codeSize: sent.size, codeChecksum: sent.checksum }),
    createdTime: instant(createdAt),
    lastModifiedTime: instant(changedAt),
    // Every change takes effect at once here.
    state: 'Active',
    lastUpdateStatus: 'Successful',
  };
}
