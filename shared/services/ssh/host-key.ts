import { fingerprintOf, isSameKey, type PublicKey, parsePublicKey } from './public-key.ts';

/** The one host key that a server must show before it receives a credential. */
export interface HostKeyPin {
  /** The key type to ask the server for, if the pin names one. A server may have keys of several types. */
  readonly type: string | undefined;
  readonly fingerprint: string;
  admits(shown: PublicKey): boolean;
}

/**
 * Parses a line such as `ssh-ed25519 AAAA…`, or a fingerprint as `ssh-keygen -l` shows it. Returns undefined for any
 * other text.
 */
export function parseHostKeyPin(text: string): HostKeyPin | undefined {
  const trimmed = text.trim();
  const key = parsePublicKey(trimmed);
  if (key)
    return { type: key.type, fingerprint: fingerprintOf(key), admits: (shown) => isSameKey(shown, key) };
  const fingerprint = /^SHA256:[A-Za-z0-9+/]{43}=?$/.exec(trimmed)?.[0].replace('=', '');
  if (fingerprint === undefined) return undefined;
  return { type: undefined, fingerprint, admits: (shown) => fingerprintOf(shown) === fingerprint };
}
