import type * as z from 'zod';
import { type Patience, retry } from '../runtime/retry.ts';
import type { CloudClient, Parameters } from './client.ts';
import { CloudError, transience, unreadableAnswer } from './cloud-error.ts';

/** One service of the cloud, whose answers are checked before anybody relies on them. Throws CloudError. */
export interface CloudService {
  /** For an operation that may be repeated, and is when its answer was transient. */
  ask<Schema extends z.ZodType>(
    action: string,
    answer: Schema,
    query: Parameters,
    signal: AbortSignal,
    form?: Parameters,
  ): Promise<z.output<Schema>>;
  /** For an operation that makes something new each time: sent once, whatever becomes of the answer. */
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
      read(
        action,
        answer,
        await retry(() => client.call(action, query, signal, form), transience, signal, patience),
      ),
    askOnce: async (action, answer, query, signal, form, confidential) =>
      read(action, answer, await client.call(action, query, signal, form, confidential)),
  };
}

function read<Schema extends z.ZodType>(action: string, answer: Schema, given: unknown): z.output<Schema> {
  const parsed = answer.safeParse(given);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole');
  throw new CloudError(action, { status: 200, code: unreadableAnswer, message: paths.join(', ') });
}
