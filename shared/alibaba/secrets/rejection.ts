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

/** Says what was asked of which secret, so that a failure can be told in the protocol's words. */
export interface Request {
  readonly secret: SecretId;
  /** The RAM action. */
  readonly action: string;
  /** What is missing when KMS finds nothing: the secret, or one version of it. */
  readonly sought?: string;
}

/** One source has ResourceInDeletion, another ResourceInDeleteWindow. */
const inDeletion = /^Rejected\.ResourceInDelet/;

/** Refused for the version or stage that was named, and not for who asked or what becomes of the secret. */
export function turnedDown(error: unknown): boolean {
  if (!(error instanceof CloudError) || !error.refused || error.status === 403) return false;
  return error.unaccepted === undefined && !inDeletion.test(error.code);
}

/** For a catch: what a failed call means for a rotation. A bug passes through as it is. */
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

/** As a RAM policy names it. */
function resource(secret: SecretId): string {
  return secret.startsWith('acs:') ? secret : `acs:kms:*:*:secret/${secret}`;
}
