import { createHmac } from 'node:crypto';
import type { Sensitive } from '../credentials/sensitive.ts';

export interface Signed {
  /** With the query, as it stands in the request's first line. */
  readonly path: string;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Never used for another request, not even for the same once more. */
  readonly nonce: string;
}

/**
 * The headers that prove a request to the holder of the same key: HMAC-SHA256 over version, time, nonce, method,
 * path and body, a line each. The receiver refuses times that are far from its own, and a nonce it has seen.
 *
 * The reply is not signed: it comes over the very connection whose certificate was verified, which carries one
 * request and one reply, so that TLS proves it and binds it already.
 */
export function signatureHeaders(key: Sensitive, { path, body, now, nonce }: Signed): Record<string, string> {
  const time = String(Math.floor(now / 1_000));
  const text = ['v1', time, nonce, 'POST', path, body].join('\n');
  const signature = createHmac('sha256', key.reveal()).update(text).digest('hex');
  return {
    'x-rotation-time': time,
    'x-rotation-nonce': nonce,
    'x-rotation-signature': `v1=${signature}`,
  };
}
