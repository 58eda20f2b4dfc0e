import credentials from '@alicloud/credentials';
import { CloudError, noCredentials } from './cloud-error.ts';

/** An AccessKey pair, with a token where it is a role's. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** Asked before every call, so that keys of a role may be renewed meanwhile. */
export interface Credentials {
  getCredentials(): Promise<AccessKey>;
  getProviderName(): string;
}

/** The keys of one invocation, as Function Compute hands them over in its context. */
export function fixedCredentials(key: AccessKey): Credentials {
  return { getCredentials: async () => key, getProviderName: () => 'context' };
}

/** Environment, role, profile or metadata, in the order that the official SDKs look. */
export function defaultCredentials(): Credentials {
  return credentials.DefaultCredentialsProvider.builder().build();
}

/** A chain that finds no key tells what it read on the way, which is not for a log. */
export class GuardedCredential extends credentials.default {
  constructor(provider: Credentials) {
    super(null, provider);
  }

  override async getCredential() {
    try {
      return await super.getCredential();
    } catch {
      throw new CloudError('reading the cloud credentials', {
        code: noCredentials,
        message:
          'set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or give this process a role',
      });
    }
  }
}
