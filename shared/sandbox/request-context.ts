import type { AccessKey } from './identity.ts';
import type { Operation, Parameters, Service } from './operation.ts';
import type { WireRequest } from './wire-request.ts';

/** Facts about a call. Every step adds some, for the audit. */
export interface RequestContext {
  readonly request: WireRequest;
  readonly requestId: string;
  found?: { readonly service: Service; readonly operation: Operation };
  /** Parameters that were understood, of a caller who has proven who they are. */
  parameters?: Parameters;
  key?: AccessKey;
}
