import type { Environment } from '../../runtime/environment.ts';
import { connect } from '../client.ts';
import type { Credentials } from '../credentials.ts';
import { type CloudService, cloudService } from '../service.ts';

/** STS 2015-04-01, at its region's endpoint where the region is known. */
export function openSts({ region, endpoints }: Environment, credentials: Credentials): CloudService {
  const central = region === undefined ? 'https://sts.aliyuncs.com' : undefined;
  const endpoint = endpoints.sts ?? central;
  return cloudService(
    connect({ service: 'sts', version: '2015-04-01', region: region ?? '', endpoint, credentials }),
  );
}
