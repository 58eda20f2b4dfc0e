import { createHash, timingSafeEqual } from 'node:crypto';

/** Encodes a text by RFC 3986, which encodes five characters more than encodeURIComponent does. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function canonicalQuery(parameters: ReadonlyMap<string, string>): string {
  return [...parameters]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}

export const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** Compares digests, so that neither the time nor a length reveals how much of a guess was right. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
