import type { Environment } from '../../runtime/environment.ts';
import { connect } from '../client.ts';
import type { Credentials } from '../credentials.ts';
import { type CloudService, cloudService } from '../service.ts';

/** Opens ROS 2019-09-10, with one endpoint for nearly all regions. Source: endpoint map of its official client. */
export function openRos({ region = '', endpoints }: Environment, credentials: Credentials): CloudService {
  const endpoint = endpoints.ros ?? 'https://ros.aliyuncs.com';
  return cloudService(connect({ service: 'ros', version: '2019-09-10', region, endpoint, credentials }));
}
