import type { AccessKey } from '../../../shared/alibaba/credentials.ts';
import { documentOf, roleTrusting } from '../sandbox/people.ts';
import type { Cloud } from './cloud.ts';
import { statementsOf } from './template-role.ts';

/** Roles by what they may do. */
const roles = new WeakMap<Cloud['sandbox'], Map<string, Promise<string>>>();

/** Keys as Function Compute gives them to a function that was deployed with its template for the secrets of a cloud. */
export async function functionKey(cloud: Cloud, type: string, asked?: string): Promise<AccessKey> {
  const { sandbox, made, environment } = cloud;
  const named = {
    ...made.named(type, asked),
    configurationSecret: cloud.variables.ROTATION_CONFIGURATION_SECRET,
    eventsSecret: environment.events.secret,
  };
  const statements = statementsOf(sandbox, type, named);
  const known = roles.get(sandbox) ?? new Map<string, Promise<string>>();
  roles.set(sandbox, known);
  const grant = documentOf(...statements);
  const role = known.get(grant) ?? makeRole(cloud, `rotate-${known.size + 1}`, statements);
  known.set(grant, role);
  return sandbox.assumeForService({ service: 'fc.aliyuncs.com', roleName: await role });
}

async function makeRole({ sandbox }: Cloud, name: string, statements: readonly object[]): Promise<string> {
  await roleTrusting(sandbox, name, { Service: 'fc.aliyuncs.com' }, { statements });
  return name;
}
