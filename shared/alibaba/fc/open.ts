import { PolicyMalformed } from '../../engine/rotation/errors.ts';
import type { Environment } from '../../runtime/environment.ts';
import { type CloudClient, connect } from '../client.ts';
import type { Credentials } from '../credentials.ts';

/** Opens FC 2023-03-30. Source: its endpoints, `fcv3.<region>.aliyuncs.com`. */
export function openFc({ region, endpoints }: Environment, credentials: Credentials): CloudClient {
  if (region === undefined && endpoints.fc === undefined)
    throw new PolicyMalformed('this process', ['variable ALIBABA_CLOUD_REGION_ID is not set']);
  const endpoint = endpoints.fc ?? `https://fcv3.${region}.aliyuncs.com`;
  return connect({ service: 'fcv3', version: '2023-03-30', region: region ?? '', endpoint, credentials });
}
