import type { Cloud } from './cloud.ts';
import { functionKey } from './function-key.ts';

/** The context that Function Compute hands to a function, and the variables the function is configured by. */
export async function platformContext(cloud: Cloud, name: string, event: string, timeout: number) {
  const { regionId, accountId } = cloud.sandbox;
  const [, asked] = /SecretId\\*":\s*\\*"([^"\\]+)/.exec(event) ?? [];
  const {
    ALIBABA_CLOUD_ACCESS_KEY_ID: _,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: __,
    ...variables
  } = cloud.variables;
  return {
    context: {
      requestId: '1-2-3',
      credentials: await functionKey(cloud, name, asked),
      function: { name, handler: 'index.handler', memory: 512, timeout },
      service: { logProject: 'p', logStore: 's', qualifier: 'LATEST', versionId: '' },
      region: regionId,
      accountId,
    },
    variables: { ...variables, FC_REGION: regionId },
  };
}
