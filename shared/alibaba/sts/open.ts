import type { Environment } from '../../runtime/environment.ts';
import { connect } from '../client.ts';
import type { Credentials } from '../credentials.ts';
import { type CloudService, cloudService } from '../service.ts';

/** Opens STS 2015-04-01, at the endpoint of its region if the region is known. */
export function openSts({ region, endpoints }: Environment, credentials: Credentials): CloudService {
  const central = region === undefined ? 'https://sts.aliyuncs.com' : undefined;
  const endpoint = endpoints.sts ?? central;
  return cloudService(
    connect({ service: 'sts', version: '2015-04-01', region: region ?? '', endpoint, credentials }),
  );
}
