import * as z from 'zod';
import type { CloudService } from '../service.ts';

const Answer = z.object({ AccountId: z.string(), Arn: z.string() });

/** Returns whose credentials signed this call. The call needs no permission, so it proves a key and nothing else. */
export function getCallerIdentity(sts: CloudService, signal: AbortSignal) {
  return sts.ask('GetCallerIdentity', Answer, {}, signal);
}
