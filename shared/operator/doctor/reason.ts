/** Codes of Node's sockets and resolvers, and of TLS. No text of a server matches. */
const known = /^[A-Z][A-Z_0-9]{2,60}$/;

const meanings: Readonly<Record<string, string>> = {
  EAI_AGAIN: 'no name server answers',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such name',
  ETIMEDOUT: 'no answer in time',
};

/** Returns why a connection failed, by the code of the error or of its cause. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : undefined);
  if (code === undefined) return 'no answer';
  const meaning = meanings[code];
  return meaning === undefined ? code : `${meaning} (${code})`;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && known.test(error.code) ? error.code : undefined;
}
