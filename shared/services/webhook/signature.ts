import { createHmac } from 'node:crypto';
import type { Sensitive } from '../../runtime/sensitive.ts';

export interface Signed {
  readonly url: URL;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Never used for another request, not even for the same once more. */
  readonly nonce: string;
}

/**
 * The headers that prove a request to the holder of the same key: HMAC-SHA256 over version, time, nonce, method, host
 * with port, path with query, and body, a line each. The receiver refuses times that are far from its own, a nonce it
 * has seen, and a host that is not its own: what was sent to another receiver is of no use there.
 *
 * The reply is not signed: it comes over the very connection whose certificate was verified, which carries one
 * request and one reply, so that TLS proves it and binds it already.
 */
export function signatureHeaders(key: Sensitive, { url, body, now, nonce }: Signed): Record<string, string> {
  const time = String(Math.floor(now / 1_000));
  const text = ['v2', time, nonce, 'POST', hostAndPort(url), `${url.pathname}${url.search}`, body].join('\n');
  const signature = createHmac('sha256', key.reveal()).update(text).digest('hex');
  return {
    'x-rotation-time': time,
    'x-rotation-nonce': nonce,
    'x-rotation-signature': `v2=${signature}`,
  };
}

/** Always with a port, so that there is one way to write it: `hooks.example.com:443`. */
function hostAndPort({ hostname, port, protocol }: URL): string {
  return `${hostname.replace(/\.$/, '')}:${port || (protocol === 'http:' ? '80' : '443')}`;
}
