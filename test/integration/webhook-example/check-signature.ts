import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Seconds by which the two clocks may differ; a nonce is remembered for as long. */
const tolerance = 300;

/**
 * A receiver's whole check. Each receiver has its own key, knows its own host and port (`hooks.example.com:443`) and
 * remembers the nonces it has seen. The Host header is not asked: whoever sends a request writes it.
 */
export function signatureCheck(key: string, host: string) {
  const seen = new Map<string, number>();
  return (headers: IncomingHttpHeaders, path: string, body: string): boolean => {
    const [time, nonce, given] = ['time', 'nonce', 'signature'].map((name) =>
      String(headers[`x-rotation-${name}`]),
    );
    const now = Date.now() / 1_000;
    if (!(Math.abs(now - Number(time)) <= tolerance) || nonce === undefined) return false;
    const text = ['v2', time, nonce, 'POST', host, path, body].join('\n');
    const expected = Buffer.from(`v2=${createHmac('sha256', key).update(text).digest('hex')}`);
    const signature = Buffer.from(given ?? '');
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return false;
    for (const [old, at] of seen) if (at < now - 2 * tolerance) seen.delete(old);
    if (seen.has(nonce)) return false;
    seen.set(nonce, now);
    return true;
  };
}
