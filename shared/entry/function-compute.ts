import type { Context } from 'aws-lambda';
import * as z from 'zod';

/** Without a token where there is none: the signer tells a role's keys from a user's by its presence. */
const Credentials = z
  .object({ accessKeyId: z.string(), accessKeySecret: z.string(), securityToken: z.string().optional() })
  .transform(({ securityToken, ...pair }) => (securityToken ? { ...pair, securityToken } : pair));

/**
 * The context Function Compute gives a Node.js handler. Fields that only older documents name are not required.
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

/** The same context in the shape handlers are typed with; the time left counts from the moment of this call. */
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
