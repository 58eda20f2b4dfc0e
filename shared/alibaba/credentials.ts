import credentials from '@alicloud/credentials';
import { CloudError, noCredentials } from './cloud-error.ts';

/** An AccessKey pair, with a token if it belongs to a role. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** A source of keys. It is read before every call, so that the keys of a role can be renewed in between. */
export interface Credentials {
  getCredentials(): Promise<AccessKey>;
  getProviderName(): string;
}

/** Returns the keys of one invocation, which Function Compute passes in its context. */
export function fixedCredentials(key: AccessKey): Credentials {
  return { getCredentials: async () => key, getProviderName: () => 'context' };
}

/** Reads environment, role, profile or metadata, in the order of the official SDKs. */
export function defaultCredentials(): Credentials {
  return credentials.DefaultCredentialsProvider.builder().build();
}

/** A credential that hides why a chain finds no key: such an error reports what was read, which must not be logged. */
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
