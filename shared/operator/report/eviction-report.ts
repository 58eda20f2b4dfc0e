import type { Aftermath, ErrorCode } from '../../engine/rotation/errors.ts';
import type { Evidence, Outcome } from '../../engine/rotation/result.ts';
import type { SecretId, VersionId } from '../../engine/rotation/store.ts';

/** The result of an emergency for one secret. */
export interface Eviction {
  readonly SecretId: SecretId;
  readonly Outcome?: Outcome;
  readonly VersionId?: VersionId | undefined;
  readonly Strategy?: string | undefined;
  readonly Evidence?: Evidence | undefined;
  readonly Error?: { readonly code: ErrorCode; readonly aftermath: Aftermath; readonly message: string };
}

/** The record of an emergency: who asked for it and why, and what was proven of each secret. It holds no value. */
export interface EvictionReport {
  readonly Region: string | undefined;
  readonly AskedBy: string | undefined;
  readonly Reason: string;
  readonly StartedAt: string;
  readonly FinishedAt: string;
  readonly Secrets: readonly Eviction[];
}
