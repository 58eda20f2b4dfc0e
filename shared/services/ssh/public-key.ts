import { createHash } from 'node:crypto';

/** A public key as one line of OpenSSH's own form holds it. Two keys are equal if their blobs are. */
export interface PublicKey {
  readonly type: string;
  /** The key itself, in base64. */
  readonly blob: string;
}

const keyLine = /^\s*([\w@.-]+)[ \t]+([A-Za-z0-9+/]+={0,2})(?=$|[ \t\r\n])/;

/**
 * Parses `ssh-ed25519 AAAA… comment`, without any options. Returns undefined if it is not such a line, or if its parts
 * disagree.
 */
export function parsePublicKey(line: string): PublicKey | undefined {
  const [, type, blob] = keyLine.exec(line) ?? [];
  if (type === undefined || blob === undefined) return undefined;
  const bytes = Buffer.from(blob, 'base64');
  return typeOf(bytes) === type ? { type, blob: bytes.toString('base64') } : undefined;
}

export function publicKeyOf(bytes: Buffer): PublicKey {
  return { type: typeOf(bytes) ?? 'unknown', blob: bytes.toString('base64') };
}

export function isSameKey(one: PublicKey, other: PublicKey): boolean {
  return one.blob === other.blob;
}

/** Returns the fingerprint as `ssh-keygen -l` shows it. */
export function fingerprintOf({ blob }: PublicKey): string {
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64');
  return `SHA256:${digest.replaceAll('=', '')}`;
}

/**
 * Reads the type from a blob, which begins with the length and the text of its own type. Source: RFC 4253, section 6.6.
 */
function typeOf(bytes: Buffer): string | undefined {
  if (bytes.length < 8) return undefined;
  const length = bytes.readUInt32BE(0);
  return length <= bytes.length - 4 ? bytes.subarray(4, 4 + length).toString('latin1') : undefined;
}
