import type { Bucket } from '../../alibaba/oss/bucket.ts';
import type { CloudService } from '../../alibaba/service.ts';
import type { Terminal } from '../cli/terminal.ts';

/** The place where a stack is deployed, and the terminal that shows it. */
export interface DeployContext {
  readonly ros: CloudService;
  readonly region: string;
  readonly signal: AbortSignal;
  readonly out: Terminal;
}

export interface BundleContext extends DeployContext {
  readonly bucket: Bucket;
}
