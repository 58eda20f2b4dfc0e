import { StrategyUnavailable } from '../../engine/rotation/errors.ts';

/**
 * Most bytes of a name. The server silently cuts off a longer one, and would then act on another role. Source:
 * NAMEDATALEN.
 */
const longestName = 63;

/** Whether the server takes the name unchanged. */
export function fits(name: string): boolean {
  return name.length > 0 && !name.includes('\0') && Buffer.byteLength(name) <= longestName;
}

/** Quotes a name for statements that cannot bind it. */
export function identifier(name: string): string {
  if (!fits(name))
    throw new StrategyUnavailable('postgresql', `${JSON.stringify(name)} is not a name of at most 63 bytes`);
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a text for statements that cannot bind it. Sessions that use it keep `standard_conforming_strings` on. */
export function literal(text: string): string {
  if (text.includes('\0')) throw new TypeError('a literal cannot hold a zero byte');
  return `'${text.replaceAll("'", "''")}'`;
}
