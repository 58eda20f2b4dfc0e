import { fingerprintOf, isSameKey, type PublicKey, parsePublicKey } from './public-key.ts';

/** The one host key a server must show, before it hears anything of a credential. */
export interface HostKeyPin {
  /** What the server is asked to show, where the pin tells: a server may have keys of several types. */
  readonly type: string | undefined;
  readonly fingerprint: string;
  admits(shown: PublicKey): boolean;
}

/** A line such as `ssh-ed25519 AAAA…`, or a fingerprint as `ssh-keygen -l` shows it. Nothing where it is neither. */
export function parseHostKeyPin(text: string): HostKeyPin | undefined {
  const trimmed = text.trim();
  const key = parsePublicKey(trimmed);
  if (key)
    return { type: key.type, fingerprint: fingerprintOf(key), admits: (shown) => isSameKey(shown, key) };
  const fingerprint = /^SHA256:[A-Za-z0-9+/]{43}=?$/.exec(trimmed)?.[0].replace('=', '');
  if (fingerprint === undefined) return undefined;
  return { type: undefined, fingerprint, admits: (shown) => fingerprintOf(shown) === fingerprint };
}
