import type { Bucket } from '../../cloud/oss/bucket.ts';
import type { CloudService } from '../../cloud/service.ts';
import type { Terminal } from '../terminal.ts';

/** Where a stack is deployed, and how that is told. */
export interface Yard {
  readonly ros: CloudService;
  readonly region: string;
  readonly signal: AbortSignal;
  readonly out: Terminal;
}

export interface BundleYard extends Yard {
  readonly bucket: Bucket;
}
