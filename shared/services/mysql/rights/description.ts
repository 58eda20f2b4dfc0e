import * as z from 'zod';
import type { ConfiguredSession } from '../configure-session.ts';
import { type Account, type Statement, sql } from '../quoting.ts';
import { keepsAttributes, markPath } from '../second-account.ts';

/** What MySQL keeps to describe an account: its comment and attributes, without the mark of a second account. */
export interface Description {
  /** An object, as the server writes it: numbers of any length stay as they are. */
  readonly text: string;
  readonly keys: readonly string[];
}

const Keys = z.array(z.string());
const nothing: Description = { text: '{}', keys: [] };

/** Every account may read its own. */
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

/** Statements that describe an account as another one is; the server merges what it is told into what it has. */
export function describing(to: Account, wanted: Description, have: Description): readonly Statement[] {
  if (wanted.text === have.text) return [];
  const gone = JSON.stringify(Object.fromEntries(have.keys.map((key) => [key, null])));
  return [gone, wanted.text]
    .filter((text) => text !== '{}')
    .map((text) => sql`alter user ${to} attribute ${text}`);
}
