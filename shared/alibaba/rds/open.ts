import type { Environment } from '../../runtime/environment.ts';
import { connect } from '../client.ts';
import type { Credentials } from '../credentials.ts';
import { type CloudService, cloudService } from '../service.ts';

/** Regions that the central address of RDS serves. Source: endpoint map of the official client of RDS 2014-08-15. */
const central: ReadonlySet<string> = new Set([
  'ap-southeast-1',
  'cn-beijing',
  'cn-beijing-finance-1',
  'cn-hangzhou',
  'cn-heyuan',
  'cn-hongkong',
  'cn-north-2-gov-1',
  'cn-qingdao',
  'cn-shanghai',
  'cn-shanghai-finance-1',
  'cn-shenzhen',
  'cn-shenzhen-finance-1',
  'us-east-1',
  'us-west-1',
]);

/** Milliseconds to wait for an answer. RDS changes an account on the instance before it answers. */
const patience = 15_000;

/** Opens RDS 2014-08-15. */
export function openRds({ region = '', endpoints }: Environment, credentials: Credentials): CloudService {
  const usual = central.has(region) ? 'https://rds.aliyuncs.com' : undefined;
  const endpoint = endpoints.rds ?? usual;
  return cloudService(
    connect({ service: 'rds', version: '2014-08-15', region, endpoint, credentials, patience }),
  );
}
