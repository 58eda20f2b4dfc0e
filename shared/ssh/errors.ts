import { RotationError, Unreachable } from '../rotation/errors.ts';
import type { HostKeyPin } from './host-key.ts';
import { fingerprintOf, type PublicKey } from './public-key.ts';

/** What the client said went wrong, in its words and no others: its error objects may hold more. */
class SshError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SshError';
  }
}

/** The server showed another host key than the pinned one. It has heard of no credential. */
export class HostKeyDiffers extends RotationError {
  constructor(service: string, pin: HostKeyPin, shown: PublicKey | undefined) {
    const seen = shown
      ? `the host key ${fingerprintOf(shown)} (${shown.type})`
      : `no host key of the type ${pin.type}`;
    super(
      'host-key-differs',
      `${service} shows ${seen}, not the pinned ${pin.fingerprint}. Find out why before storing another HostKey: somebody may stand in between.`,
    );
  }
}

/** The server and this client have no way in common to log in, or to protect what they say. */
export class NoCommonWay extends RotationError {
  constructor(service: string, why: string, cause?: unknown) {
    super('strategy-unavailable', `no login at ${service} is possible: ${why}.`, { cause });
  }
}

/** Called with a failure of the connection. A bug passes through as it is. */
export function translate(error: unknown, service: string): unknown {
  if (error instanceof RotationError || !(error instanceof Error)) return error;
  const cause = new SshError(error.message);
  const level = 'level' in error ? error.level : undefined;
  if (/no matching/.test(error.message)) return new NoCommonWay(service, error.message, cause);
  if (level !== undefined || 'code' in error || lostWords.test(error.message))
    return new Unreachable(service, error.message, { cause });
  return error;
}

const lostWords = /^(No response from server|Not connected|Channel open failure|Unable to|Instance unusable)/;
