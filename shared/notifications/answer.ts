import type * as z from 'zod';
import type { Sensitive } from '../runtime/sensitive.ts';

/** What an answer says; nothing where it is not of the form: the parser's message would quote it. */
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
