import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';

/** Credentials for a type that makes no call to the cloud in a test. */
export const noCloud = fixedCredentials({ accessKeyId: 'none', accessKeySecret: 'none' });
