import kms from '@alicloud/kms20160120';
import PopCore from '@alicloud/pop-core';
import OSS from 'ali-oss';
import { fixedCredentials } from '../../../../shared/alibaba/credentials.ts';
import { readEnvironment } from '../../../../shared/runtime/environment.ts';
import type { Address } from '../../../support/sandbox/calls.ts';

/** A temporary key, as functions have. */
export const addressOf = (endpoint: string): Address => ({
  endpoint,
  regionId: 'cn-hangzhou',
  accessKeyId: 'key-id',
  accessKeySecret: 'key-secret',
  securityToken: 'token',
});

/** How the product opens a service. */
export function openedBy<Opened>(
  open: (environment: ReturnType<typeof readEnvironment>, key: ReturnType<typeof fixedCredentials>) => Opened,
  address: Address,
): Opened {
  const variables = { ALIBABA_CLOUD_REGION_ID: address.regionId, ROTATION_ENDPOINT: address.endpoint };
  const { accessKeyId, accessKeySecret, securityToken = '' } = address;
  return open(readEnvironment(variables), fixedCredentials({ accessKeyId, accessKeySecret, securityToken }));
}

// Untyped, because the class of its settings is in a package that is not ours to import.
export const officialKms = (address: Address) =>
  new kms.default(Object({ ...address, protocol: 'http', endpoint: new URL(address.endpoint).host }));

export const officialGeneric = (address: Address, apiVersion: string) =>
  new PopCore({ ...address, apiVersion });

export const officialOss = ({ regionId, securityToken = '', ...address }: Address) =>
  new OSS({
    ...address,
    stsToken: securityToken,
    region: `oss-${regionId}`,
    bucket: 'code-of-mine',
    retryMax: 0,
    refreshSTSToken: async () => ({ ...address, stsToken: securityToken }),
    ...Object({ authorizationV4: true, sldEnable: true }),
  });
