import * as z from 'zod';
import type { CloudService } from '../service.ts';

export async function updateAccessKey(
  ram: CloudService,
  UserName: string,
  UserAccessKeyId: string,
  Status: 'Active' | 'Inactive',
  signal: AbortSignal,
): Promise<void> {
  await ram.ask('UpdateAccessKey', z.unknown(), { UserName, UserAccessKeyId, Status }, signal);
}
