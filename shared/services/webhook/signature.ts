import { createHmac } from 'node:crypto';
import type { Sensitive } from '../../runtime/sensitive.ts';

export interface Signed {
  readonly url: URL;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A value that is never used for another request, not even for a repetition of the same one. */
  readonly nonce: string;
}

/**
 * Returns the headers that prove a request to the holder of the same key. The signature is HMAC-SHA256 over these
 * lines: version, time, nonce, method, host with port, path with query, and body. The receiver refuses times far from
 * its own, a nonce that it knows already, and a host that is not its own. So a request to one receiver is useless at
 * another.
 *
 * The reply is not signed. It comes over the same connection, whose certificate was verified. That connection carries
 * one request and one reply, so TLS already proves the reply and binds it to the request.
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

/** Returns the host, always with a port, so that there is one way to write it: `hooks.example.com:443`. */
function hostAndPort({ hostname, port, protocol }: URL): string {
  return `${hostname.replace(/\.$/, '')}:${port || (protocol === 'http:' ? '80' : '443')}`;
}
