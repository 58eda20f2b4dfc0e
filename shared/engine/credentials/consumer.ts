import type { consumers } from '../rotation/password-rule.ts';

/** Characters of an unquoted password that a consumer does not read as themselves. */
export const troublesome: Readonly<Record<(typeof consumers)[number], string>> = {
  /** All but the unreserved ones of RFC 3986. A value without them is the same encoded, decoded or neither. */
  uri: ' !"#$%&\'()*+,/:;<=>?@[\\]^`{|}',
  /** Operators, expansions, quotes, patterns, history and, in old shells, `^` for a pipe. */
  shell: ' !"#$&\'()*;<>?[\\]^`{|}~',
  pgpass: ':\\',
  /** Comments, quotes, and expansions that some readers of such files perform. */
  env: ' "#$\'\\`',
};
