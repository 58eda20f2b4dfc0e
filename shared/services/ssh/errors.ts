import { Busy, RotationError, ServiceError, Unreachable } from '../../engine/rotation/errors.ts';
import { ours } from '../../engine/rotation/internal-error.ts';
import type { HostKeyPin } from './host-key.ts';
import { fingerprintOf, type PublicKey } from './public-key.ts';

/**
 * A failure in our own words and codes. A server that ends a session may send a text of its own, which is not repeated.
 */
class SshError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SshError';
  }
}

/** The server showed another host key than the pinned one. No credential was sent to it. */
export class HostKeyDiffers extends RotationError {
  constructor(service: string, pin: HostKeyPin, shown: PublicKey | undefined) {
    // The type is a text that the server chose.
    const seen = shown ? `the host key ${fingerprintOf(shown)}` : `no host key of the type ${pin.type}`;
    super(
      'host-key-differs',
      `${service} shows ${seen}, not the pinned ${pin.fingerprint}. Find out why before storing another HostKey: somebody may intercept the connection.`,
    );
  }
}

/** The server and this client share no way to log in, or no way to protect the connection. */
export class NoCommonWay extends RotationError {
  constructor(service: string, why: string, cause?: unknown) {
    super('strategy-unavailable', `no login at ${service} is possible: ${why}.`, { cause });
  }
}

/** Translates a failure of the connection. Every error that a server makes the client throw is such a failure. */
export function translate(error: unknown, service: string): RotationError {
  if (error instanceof RotationError || !(error instanceof Error)) return ours(error);
  if ('code' in error && typeof error.code === 'number') return ended(error.code, service);
  const why = whyOf(error);
  const cause = new SshError(why);
  if (/no matching/.test(error.message)) return new NoCommonWay(service, why, cause);
  return new Unreachable(service, why, { cause });
}

/**
 * Disconnect codes for a lost connection, or a server that its operator stopped. Source of the numbers: RFC 4253, 11.1.
 */
const connectionLost: readonly number[] = [10, 11];
const tooManyConnections = 12;

/** Translates the end of a session by the server, which sends a number and a text of its own. */
function ended(code: number, service: string): RotationError {
  const why = `the server ended the session (SSH disconnect code ${code})`;
  const cause = new SshError(why);
  if (code === tooManyConnections) return new Busy(service, why, cause);
  if (connectionLost.includes(code)) return new Unreachable(service, why, { cause });
  return new ServiceError(`the end of the session (SSH disconnect code ${code})`, service, { cause });
}

function whyOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string' && /^[A-Z_0-9]{3,40}$/.test(error.code))
    return error.code;
  const [words] = clientWords.exec(error.message) ?? [];
  return words ?? 'the session broke';
}

const clientWords =
  /no matching [a-z ()->]{1,60}|^(No response from server|Not connected|Channel open failure|Unable to exec|Instance unusable|Timed out while waiting for handshake|Keepalive timeout)/;
