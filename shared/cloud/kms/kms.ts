import type * as z from 'zod';
import { type Patience, retry } from '../../runtime/retry.ts';
import type { CloudClient, Parameters } from '../client.ts';
import { CloudError, transience, unreadableAnswer } from '../cloud-error.ts';

/** KMS 2016-01-20. Each operation used here may be repeated, so each is retried. Throws CloudError. */
export interface Kms {
  ask<Schema extends z.ZodType>(
    action: string,
    answer: Schema,
    query: Parameters,
    signal: AbortSignal,
    form?: Parameters,
  ): Promise<z.output<Schema>>;
}

export function kms(client: CloudClient, patience?: Patience): Kms {
  return {
    ask: async (action, answer, query, signal, form) => {
      const given = await retry(() => client.call(action, query, signal, form), transience, signal, patience);
      const parsed = answer.safeParse(given);
      if (parsed.success) return parsed.data;
      const paths = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole');
      throw new CloudError(action, { status: 200, code: unreadableAnswer, message: paths.join(', ') });
    },
  };
}
