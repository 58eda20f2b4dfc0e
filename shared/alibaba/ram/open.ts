import type { Environment } from '../../runtime/environment.ts';
import { type CloudClient, connect } from '../client.ts';
import type { Credentials } from '../credentials.ts';
import { type CloudService, cloudService } from '../service.ts';

/** Opens RAM 2015-05-01, which has one endpoint for all regions. Source: endpoint rule of its official client. */
export function openRam(environment: Environment, credentials: Credentials): CloudService {
  return cloudService(openRamClient(environment, credentials));
}

/** Opens RAM for calls whose raw answers matter. */
export function openRamClient(
  { region = '', endpoints }: Environment,
  credentials: Credentials,
): CloudClient {
  const endpoint = endpoints.ram ?? 'https://ram.aliyuncs.com';
  return connect({ service: 'ram', version: '2015-05-01', region, endpoint, credentials });
}
