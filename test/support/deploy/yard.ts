import { join } from 'node:path';
import OSS from 'ali-oss';
import type { SandboxOptions } from '../../../shared/sandbox/sandbox.ts';
import type { Address } from '../sandbox/calls.ts';
import { type Cloud, startCloud } from '../stand/cloud.ts';
import { rotator } from '../stand/in-process.ts';

const dist = join(import.meta.dirname, '../../../dist');

export const bucket = 'bundles-of-mine';

/** The first value of a secret that is deployed, which nobody is to see. */
export const canary = 'C4n4ry-first-value';

/** A cloud with an empty bucket, and the operator's tool with the value in a variable. */
export interface Yard extends Cloud {
  readonly objects: OSS;
  deploy(...argv: readonly string[]): ReturnType<typeof rotator>;
}

export async function startYard(options: SandboxOptions = {}): Promise<Yard> {
  const cloud = await startCloud(undefined, options);
  const objects = bucketClient(cloud.sandbox, bucket);
  await objects.putBucket(bucket);
  const operator = { ...cloud, variables: { ...cloud.variables, FIRST: canary } };
  return { ...cloud, objects, deploy: (...argv) => deployBy(operator, ...argv) };
}

/** The official client for a bucket, as whoever has the key. */
export function bucketClient({ endpoint, accessKeyId, accessKeySecret }: Address, name: string): OSS {
  const newer = Object({ authorizationV4: true });
  return new OSS({
    endpoint,
    region: 'oss-cn-hangzhou',
    accessKeyId,
    accessKeySecret,
    bucket: name,
    ...newer,
  });
}

/** As the built tool does it, which finds the bundles beside itself. */
export function deployBy(operator: Cloud, ...argv: readonly string[]): ReturnType<typeof rotator> {
  return rotator(operator, 'deploy', '--bundles', dist, ...argv);
}

/** The words with which the function for a secret that exists nowhere yet is deployed. */
export const generic = [
  'generic',
  '--stack',
  'tokens',
  '--bucket',
  bucket,
  '--param',
  'GenericSecretNames=app',
  '--param-from',
  'GenericBootstrapValue=env:FIRST',
] as const;
