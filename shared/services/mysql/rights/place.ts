import { unquote } from './show-text.ts';

/** What a privilege is on, as the server writes it. Names are without their quotes; that of a database may be a pattern. */
export type Place =
  | { readonly level: 'server' }
  | { readonly level: 'database'; readonly database: string }
  /** `type` is empty for a table or view, else `PROCEDURE`, `FUNCTION` or what else has privileges of its own. */
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
