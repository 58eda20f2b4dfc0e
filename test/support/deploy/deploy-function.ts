import { join } from 'node:path';
import type { Switches } from '../../../shared/sandbox/switches.ts';
import { roleTrusting } from '../sandbox/people.ts';
import { startAgedCloud } from '../stand/aged-cloud.ts';
import type { Cloud } from '../stand/cloud.ts';

/** What a role needs for secrets that are installed nowhere, and to call its own function. */
export const rights = {
  kms: {
    Effect: 'Allow',
    Action: [
      'kms:DescribeSecret',
      'kms:GetSecretValue',
      'kms:ListSecretVersionIds',
      'kms:ListSecrets',
      'kms:PutSecretValue',
      'kms:TagResource',
      'kms:UpdateSecretVersionStage',
    ],
    Resource: '*',
  },
  fc: { Effect: 'Allow', Action: 'fc:InvokeFunction', Resource: 'acs:fc:*:*:functions/generic' },
};

/** A cloud in which the built function for generic secrets is deployed, and secrets that are due. */
export async function deploy(
  secrets: number,
  statements: readonly object[],
  timeout: number,
  switches: Partial<Switches> = {},
): Promise<Cloud> {
  const fill = async (young: Cloud) => {
    for (let index = 0; index < secrets; index += 1)
      await young.createSecret(`Token-${index}`, 'first value', {
        'rotation:type': 'generic',
        'rotation:strategy': 'none',
        'rotation:schedule': 'every:1d',
        'rotation:grace': '12h',
      });
  };
  const cloud = await startAgedCloud(undefined, fill, { switches: { asyncRetryDelay: 50, ...switches } });
  await roleTrusting(cloud.sandbox, 'rotator', { Service: 'fc.aliyuncs.com' }, { statements });
  cloud.sandbox.createFunction({
    functionName: 'generic',
    codeDirectory: join(import.meta.dirname, '../../../dist/generic'),
    role: 'rotator',
    timeout,
  });
  return cloud;
}
