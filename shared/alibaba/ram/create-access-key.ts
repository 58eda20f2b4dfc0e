import * as z from 'zod';
import { Sensitive } from '../../runtime/sensitive.ts';
import type { CloudService } from '../service.ts';

const Answer = z.object({
  AccessKey: z.object({
    AccessKeyId: z.string(),
    AccessKeySecret: z.string().transform((text) => new Sensitive(text)),
  }),
});

/** Makes a key. The call is never repeated, since each one that arrives makes another key. */
export async function createAccessKey(ram: CloudService, UserName: string, signal: AbortSignal) {
  return (await ram.askOnce('CreateAccessKey', Answer, { UserName }, signal)).AccessKey;
}
