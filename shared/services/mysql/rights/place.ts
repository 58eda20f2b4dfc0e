import { unquote } from './show-text.ts';

/**
 * The place that a privilege applies to, as the server writes it. Names are unquoted. The name of a database may be a
 * pattern.
 */
export type Place =
  | { readonly level: 'server' }
  | { readonly level: 'database'; readonly database: string }
  /**
   * An object. `type` is empty for a table or view; otherwise it is `PROCEDURE`, `FUNCTION` or another kind with its
   * own privileges.
   */
  | {
      readonly level: 'object';
      readonly type: string;
      readonly database: string;
      readonly name: string;
    };

const written = /^(?:([A-Z ]+) )?(`(?:[^`]|``)*`)\.(?:\*|(`(?:[^`]|``)*`))$/;

export function placeOf(on: string): Place {
  const [, type = '', database, name] = written.exec(on) ?? [];
  if (database === undefined) return { level: 'server' };
  if (name === undefined) return { level: 'database', database: unquote(database) };
  return { level: 'object', type, database: unquote(database), name: unquote(name) };
}
