import { systemClock } from '../../runtime/system-clock.ts';
import { CloudError, timeIsUp } from '../cloud-error.ts';
import type { Bucket } from './bucket.ts';
import { encodedKey, signed, type Unsigned } from './sign.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
}

interface Sent extends Pick<Unsigned, 'method' | 'key' | 'headers'> {
  readonly action: string;
  readonly body?: Uint8Array<ArrayBuffer>;
}

/** Sends a request about an object once. Throws CloudError with the code of OSS, or with one for no answer. */
export async function send(
  { name: bucket, region, address, credentials }: Bucket,
  { action, method, key, headers, body }: Sent,
  signal: AbortSignal,
): Promise<Answer> {
  const accessKey = await credentials.getCredentials();
  const all = signed({ method, bucket, key, region, headers }, accessKey, systemClock.now());
  const request = { method, headers: all, signal, redirect: 'error' as const, ...(body ? { body } : {}) };
  let response: Response;
  try {
    response = await fetch(`${address}/${encodedKey(key)}`, request);
  } catch (error) {
    throw new CloudError(action, { code: signal.aborted ? timeIsUp : codeOf(error) });
  }
  const text = method === 'HEAD' ? '' : await response.text();
  if (response.ok) return { status: response.status, headers: response.headers };
  throw new CloudError(action, {
    status: response.status,
    code: element(text, 'Code') ?? `HTTP.${response.status}`,
    message: element(text, 'Message'),
    requestId: response.headers.get('x-oss-request-id') ?? undefined,
  });
}

/** Returns the text of an element, if there is one. An answer to HEAD has no body that could hold a code. */
const element = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

/** Returns the code of an error of Node's sockets, which fetch hides in the cause. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z_0-9]{3,40}$/.test(code) ? code : 'NoAnswer';
}
