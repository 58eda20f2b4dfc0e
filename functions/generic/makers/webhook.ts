import * as z from 'zod';
import type { Way } from './maker.ts';

/**
 * Values that the webhook issues in its reply to createSecret. It returns the same value again for the same version.
 */
export const byWebhook: Way = {
  rule: 'webhook, with rotation:strategy webhook',
  form: z.strictObject({ how: z.literal('webhook') }).transform(({ how }) => ({
    how,
    fills: Number.POSITIVE_INFINITY,
    binary: true,
    make: async ({ version, issue, fields }) => {
      if (issue === undefined) throw new Error('this strategy has no webhook to issue a value');
      return issue(version, fields);
    },
  })),
};
