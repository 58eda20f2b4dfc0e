import type * as z from 'zod';
import type { Sensitive } from '../runtime/sensitive.ts';

/** Parses an answer. Returns undefined if it has another form: the message of the parser would quote it. */
export function readJson<Schema extends z.ZodType>(
  schema: Schema,
  answer: Sensitive,
): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(answer.reveal())).data;
  } catch {
    return undefined;
  }
}
