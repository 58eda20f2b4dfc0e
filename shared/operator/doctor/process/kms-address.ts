import type { Environment } from '../../../runtime/environment.ts';

/** Returns the address of KMS that this process uses; undefined if neither region nor address is known. */
export function kmsAddress({ endpoints, region }: Environment): string | undefined {
  return endpoints.kms ?? (region === undefined ? undefined : `https://kms.${region}.aliyuncs.com`);
}
