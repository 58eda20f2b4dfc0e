import type { Context } from 'aws-lambda';
import * as z from 'zod';

/** Keys of a role or of a user, without an empty token: the signer recognizes the keys of a role by their token. */
const Credentials = z
  .object({ accessKeyId: z.string(), accessKeySecret: z.string(), securityToken: z.string().optional() })
  .transform(({ securityToken, ...pair }) => (securityToken ? { ...pair, securityToken } : pair));

/**
 * The context that Function Compute gives a Node.js handler. Fields that only older documents name are not required.
 * Source: Function Compute, "Context" of the Node.js runtime.
 */
export const PlatformContext = z.object({
  requestId: z.string(),
  credentials: Credentials.optional(),
  function: z.object({ name: z.string(), memory: z.coerce.number(), timeout: z.coerce.number() }),
  service: z.object({ logProject: z.string().optional(), logStore: z.string().optional() }).optional(),
  region: z.string().optional(),
  accountId: z.string().optional(),
});
export type PlatformContext = z.output<typeof PlatformContext>;

/** Returns the context in the shape that the type of a handler requires. The time left counts from this call. */
export function handlerContext(context: PlatformContext, now: () => number): Context {
  const endsAt = now() + context.function.timeout * 1_000;
  const ended = () => {
    throw new Error('this handler answers by its promise');
  };
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: context.function.name,
    functionVersion: 'LATEST',
    invokedFunctionArn: `acs:fc:${context.region ?? ''}:${context.accountId ?? ''}:functions/${context.function.name}`,
    memoryLimitInMB: String(context.function.memory),
    awsRequestId: context.requestId,
    logGroupName: context.service?.logProject ?? '',
    logStreamName: context.service?.logStore ?? '',
    getRemainingTimeInMillis: () => endsAt - now(),
    done: ended,
    fail: ended,
    succeed: ended,
  };
}
