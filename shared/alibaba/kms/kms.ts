import { type CloudService, cloudService } from '../service.ts';

/** KMS 2016-01-20. Each operation used here may be repeated. */
export type Kms = CloudService;

export const kms = cloudService;
