import {
  OutOfTime,
  SecretInDeletion,
  SecretNotFound,
  StoreDenied,
  StoreFailed,
  StoreThrottled,
} from '../../engine/rotation/errors.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import { CloudError, clockIsOff, timeIsUp } from '../cloud-error.ts';

/** A call of KMS and its secret, to report a failure in the protocol's words. */
export interface Request {
  readonly secret: SecretId;
  /** The RAM action. */
  readonly action: string;
  /** The thing that is missing if KMS finds nothing: the secret, or one version of it. */
  readonly sought?: string;
}

/** The code for a secret in deletion: one source has ResourceInDeletion, another ResourceInDeleteWindow. */
const inDeletion = /^Rejected\.ResourceInDelet/;

/** Whether KMS refused the named version or stage. False if it refused the caller, or a secret in deletion. */
export function turnedDown(error: unknown): boolean {
  if (!(error instanceof CloudError) || !error.refused || error.status === 403) return false;
  return error.unaccepted === undefined && !inDeletion.test(error.code);
}

/** Translates a failed call into an error of the rotation; used in a catch. Returns a bug unchanged. */
export function rejection(error: unknown, { secret, action, sought = 'secret' }: Request): unknown {
  if (!(error instanceof CloudError)) return error;
  if (error.throttled) return new StoreThrottled(action, secret, error);
  if (error.code === timeIsUp) return new OutOfTime(secret);
  if (inDeletion.test(error.code)) return new SecretInDeletion(secret, 'unknown');
  if (error.code === 'Forbidden.ResourceNotFound') return new SecretNotFound(secret, sought, error);
  if (error.unaccepted === 'clock') return new StoreDenied(action, secret, clockIsOff, error);
  if (error.unaccepted === 'credentials')
    return new StoreDenied(action, secret, 'it does not accept the credentials of this function', error);
  if (error.status === 403) return denied(error, secret, action);
  return new StoreFailed(action, secret, error.message, error);
}

function denied(error: CloudError, secret: SecretId, asked: string): StoreDenied {
  const action = error.denial?.action ?? asked;
  const to = error.denial?.principal ? ` to ${error.denial.principal}` : '';
  return new StoreDenied(action, resource(secret), `${error.message}; allow it${to} in RAM`, error);
}

/** Returns the name of the secret in a RAM policy. */
function resource(secret: SecretId): string {
  return secret.startsWith('acs:') ? secret : `acs:kms:*:*:secret/${secret}`;
}
