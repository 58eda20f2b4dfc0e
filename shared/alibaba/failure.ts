import * as z from 'zod';
import { CloudError, unreadableAnswer } from './cloud-error.ts';

const Word = z.string().optional().catch(undefined);

/** An error that the SDK makes of an answer of the service; `data` is the body of that answer. */
export const Answered = z.object({
  statusCode: z.number(),
  code: z.string(),
  retryAfter: z.number().optional().catch(undefined),
  data: z.object({ Message: Word, RequestId: Word }).optional().catch(undefined),
  accessDeniedDetail: z
    .object({ AuthAction: Word, AuthPrincipalDisplayName: Word })
    .nullish()
    .catch(undefined),
});

/** An error of Node's sockets, or of the HTTP client's timers. */
const Unanswered = z.union([
  z.object({ code: z.string().regex(/^[A-Z_0-9]{3,40}$/) }).transform(({ code }) => code),
  z.object({ name: z.literal('RequestTimeoutError') }).transform(() => 'Timeout'),
]);

/** The text that a gateway would have signed. It repeats the request, and no operator reads it. */
const serversText = /\s*server string to sign is:.*$/s;

/**
 * Returns a CloudError with the facts of an SDK error, and drops the rest. The service's sentence may quote what was
 * sent, so a confidential call leaves it out.
 */
export function translateFailure(action: string, error: unknown, confidential: boolean): CloudError {
  if (error instanceof CloudError) return error;
  const answered = Answered.safeParse(error);
  if (!answered.success)
    return new CloudError(action, { code: Unanswered.safeParse(error).data ?? unreadableAnswer });
  const { statusCode, code, retryAfter, data, accessDeniedDetail } = answered.data;
  return new CloudError(action, {
    status: statusCode,
    code,
    message: confidential ? undefined : data?.Message?.replace(serversText, ''),
    requestId: data?.RequestId,
    retryAfter,
    denial: accessDeniedDetail
      ? { action: accessDeniedDetail.AuthAction, principal: accessDeniedDetail.AuthPrincipalDisplayName }
      : undefined,
  });
}
