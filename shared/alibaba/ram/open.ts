import type { Environment } from '../../runtime/environment.ts';
import { connect } from '../client.ts';
import type { Credentials } from '../credentials.ts';
import { type CloudService, cloudService } from '../service.ts';

/** Opens RAM 2015-05-01, which has one endpoint for all regions. Source: endpoint rule of its official client. */
export function openRam({ region = '', endpoints }: Environment, credentials: Credentials): CloudService {
  const endpoint = endpoints.ram ?? 'https://ram.aliyuncs.com';
  return cloudService(connect({ service: 'ram', version: '2015-05-01', region, endpoint, credentials }));
}
