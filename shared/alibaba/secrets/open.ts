import type { Fleet } from '../../engine/operations/sweep/ports.ts';
import { PolicyMalformed } from '../../engine/rotation/errors.ts';
import type { Store } from '../../engine/rotation/store.ts';
import type { Environment } from '../../runtime/environment.ts';
import { type CloudClient, connect } from '../client.ts';
import { type Credentials, defaultCredentials } from '../credentials.ts';
import { type Kms, kms } from '../kms/kms.ts';
import { findMember, listFleet } from './fleet.ts';
import { kmsStore } from './kms-store.ts';

/** The version of the KMS API that stores secrets. */
const version = '2016-01-20';

/** Opens KMS with the credentials of one invocation, or else with those that the official SDKs would find. */
export function openKms(environment: Environment, credentials = defaultCredentials()): Kms {
  return kms(openKmsClient(environment, credentials));
}

/** Opens KMS for calls whose raw answers matter. */
export function openKmsClient({ region, endpoints }: Environment, credentials: Credentials): CloudClient {
  if (region === undefined && endpoints.kms === undefined)
    throw new PolicyMalformed('this function', ['variable ALIBABA_CLOUD_REGION_ID is not set']);
  return connect({ service: 'kms', version, region: region ?? '', endpoint: endpoints.kms, credentials });
}

export function openFleet(environment: Environment, credentials: Credentials): Fleet {
  return {
    list: (signal) => listFleet(openKms(environment, credentials), signal),
    find: (secret, signal) => findMember(openKms(environment, credentials), secret, signal),
  };
}

export function openStore(environment: Environment, credentials?: Credentials): Store {
  return kmsStore(openKms(environment, credentials), environment.pendingStage);
}
