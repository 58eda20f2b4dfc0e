/** Who a request says it is from, and how to prove it. */
export interface Claim {
  readonly accessKeyId: string;
  /** Of a temporary key. */
  readonly securityToken: string | undefined;
  /** As written in the request. */
  readonly date: string;
  /** Nothing where the kind of signature has none: then a request may come twice while its date is accepted. */
  readonly nonce: string | undefined;
  readonly signature: string;
  /** The text that is signed. It repeats what the caller sent, and with it values of secrets. */
  readonly stringToSign: string;
  /** The signature the request must carry if that secret signed it. */
  expected(secret: string): string;
}
