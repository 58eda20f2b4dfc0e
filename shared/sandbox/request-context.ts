import type { AccessKey } from './identity.ts';
import type { Operation, Parameters, Service } from './operation.ts';
import type { WireRequest } from './wire-request.ts';

/** What is known of a call; it grows from step to step, for the audit. */
export interface RequestContext {
  readonly request: WireRequest;
  readonly requestId: string;
  found?: { readonly service: Service; readonly operation: Operation };
  /** Only those that were understood, of a caller who has proven who they are. */
  parameters?: Parameters;
  key?: AccessKey;
}
