import type { Environment } from '../../runtime/environment.ts';
import { connect } from '../client.ts';
import type { Credentials } from '../credentials.ts';
import { type CloudService, cloudService } from '../service.ts';

/** Opens ActionTrail 2020-07-06 of the region in which the calls were made. */
export function openActionTrail({ region, endpoints }: Environment, credentials: Credentials): CloudService {
  return cloudService(
    connect({
      service: 'actiontrail',
      version: '2020-07-06',
      region: region ?? '',
      endpoint: endpoints.actiontrail,
      credentials,
    }),
  );
}
