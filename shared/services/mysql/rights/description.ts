import * as z from 'zod';
import type { ConfiguredSession } from '../configure-session.ts';
import { type Account, type Statement, sql } from '../quoting.ts';
import { keepsAttributes, markPath } from '../second-account.ts';

/**
 * The description that MySQL stores for an account: its comment and attributes, without the mark of a second account.
 */
export interface Description {
  /** A JSON object as the server writes it, so that numbers of any length stay unchanged. */
  readonly text: string;
  readonly keys: readonly string[];
}

const Keys = z.array(z.string());
const nothing: Description = { text: '{}', keys: [] };

/** Reads the description of an account. Every account may read its own. */
export async function readDescription(
  { session, server }: ConfiguredSession,
  { user, host }: Account,
): Promise<Description> {
  if (!keepsAttributes(server)) return nothing;
  const [[text, keys] = []] = await session.query(sql`
    select
      cast(json_remove(attribute, ${markPath}) as char),
      cast(json_keys(json_remove(attribute, ${markPath})) as char)
    from information_schema.user_attributes
    where user = ${user}
      and host = ${host}`);
  return text && keys ? { text, keys: Keys.parse(JSON.parse(keys)) } : nothing;
}

/**
 * Returns the statements that give an account the description of another. The server merges new attributes into the old
 * ones, so removed keys are set to null first.
 */
export function describing(to: Account, wanted: Description, have: Description): readonly Statement[] {
  if (wanted.text === have.text) return [];
  const gone = JSON.stringify(Object.fromEntries(have.keys.map((key) => [key, null])));
  return [gone, wanted.text]
    .filter((text) => text !== '{}')
    .map((text) => sql`alter user ${to} attribute ${text}`);
}
