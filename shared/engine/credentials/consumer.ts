import type { consumers } from '../rotation/password-rule.ts';

/** The characters that what people paste a password into, unquoted, reads as something else than themselves. */
export const troublesome: Readonly<Record<(typeof consumers)[number], string>> = {
  /** All but the unreserved ones of RFC 3986, so that a value is the same encoded, decoded or neither. */
  uri: ' !"#$%&\'()*+,/:;<=>?@[\\]^`{|}',
  /** Operators, expansions, quotes, patterns, history and, in old shells, `^` for a pipe. */
  shell: ' !"#$&\'()*;<>?[\\]^`{|}~',
  pgpass: ':\\',
  /** Comments, quotes and the expansions that some readers of such files do. */
  env: ' "#$\'\\`',
};
