/** The identity that a request claims, and the means to prove it. */
export interface Claim {
  readonly accessKeyId: string;
  /** Token of a temporary key. */
  readonly securityToken: string | undefined;
  /** Date as written in the request. */
  readonly date: string;
  /** Nonce; undefined if the kind of signature has none. Such a request may come twice while its date is accepted. */
  readonly nonce: string | undefined;
  readonly signature: string;
  /** The text that is signed. It repeats what the caller sent, including values of secrets. */
  readonly stringToSign: string;
  /** Returns the signature that the request must carry if that secret signed it. */
  expected(secret: string): string;
}
