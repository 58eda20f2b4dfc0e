/** Codes of Node's sockets, of TLS, and of the drivers. No text from a server matches. */
const known = /^[A-Z][A-Z_0-9]{2,60}$/;

export function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' && known.test(error.code) ? error.code : undefined;
}

/**
 * Messages for codes, most of them about certificates, which fail most often. Node's own text quotes names from a
 * certificate, which its owner chose.
 */
const meanings: Readonly<Record<string, string>> = {
  ANSWER_TOO_LARGE: 'it sent more than a session may read',
  ANSWER_TOO_LATE: 'its answer did not end',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  HANDSHAKE_NO_SSL_SUPPORT: 'it offers no TLS',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that is not trusted',
};

/** Returns why a connection failed, by its code, or `usual` if it has no code. */
export function failureOf(error: Error, usual: string): string {
  const inner = error.cause instanceof Error ? codeOf(error.cause) : undefined;
  const code = codeOf(error) ?? inner;
  if (code === undefined) return usual;
  const meaning = meanings[code];
  return meaning === undefined ? code : `${meaning} (${code})`;
}
