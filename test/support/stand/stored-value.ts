import * as z from 'zod';
import type { Cloud } from './cloud.ts';

const Answer = z.object({ SecretData: z.string() });

/** A stored value as it is: of the current version, or of the one that is named. */
export async function storedValue(cloud: Cloud, secret: string, version?: string): Promise<string> {
  const which = version === undefined ? {} : { VersionId: version };
  return Answer.parse(await cloud.call('GetSecretValue', { SecretName: secret, ...which })).SecretData;
}
