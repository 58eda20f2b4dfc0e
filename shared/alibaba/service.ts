import type * as z from 'zod';
import { type Patience, retry } from '../runtime/retry.ts';
import type { CloudClient, Parameters } from './client.ts';
import { CloudError, transience, unreadableAnswer } from './cloud-error.ts';

/** One service of the cloud. It checks every answer before it returns it. Throws CloudError. */
export interface CloudService {
  /** Calls an operation that may be repeated, and repeats it after a transient answer. */
  ask<Schema extends z.ZodType>(
    action: string,
    answer: Schema,
    query: Parameters,
    signal: AbortSignal,
    form?: Parameters,
  ): Promise<z.output<Schema>>;
  /** Calls an operation that makes something new each time. Sends it once, even if the answer is lost. */
  askOnce<Schema extends z.ZodType>(
    action: string,
    answer: Schema,
    query: Parameters,
    signal: AbortSignal,
    form?: Parameters,
    confidential?: boolean,
  ): Promise<z.output<Schema>>;
}

export function cloudService(client: CloudClient, patience?: Patience): CloudService {
  return {
    ask: async (action, answer, query, signal, form) =>
      readAnswer(
        action,
        answer,
        await retry(() => client.call(action, query, signal, form), transience, signal, patience),
      ),
    askOnce: async (action, answer, query, signal, form, confidential) =>
      readAnswer(action, answer, await client.call(action, query, signal, form, confidential)),
  };
}

/** Checks an answer, and returns what the schema makes of it. Throws CloudError, which names paths only. */
export function readAnswer<Schema extends z.ZodType>(
  action: string,
  answer: Schema,
  given: unknown,
): z.output<Schema> {
  const parsed = answer.safeParse(given);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole');
  throw new CloudError(action, { status: 200, code: unreadableAnswer, message: paths.join(', ') });
}
