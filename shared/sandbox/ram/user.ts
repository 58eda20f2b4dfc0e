import * as z from 'zod';
import { Attachment } from './attachment.ts';

/** The stored state of a user. Instants are milliseconds since the epoch. */
export const User = z.object({
  name: z.string(),
  id: z.string(),
  displayName: z.string().optional(),
  comments: z.string().optional(),
  email: z.string().optional(),
  mobilePhone: z.string().optional(),
  createdAt: z.number(),
  attached: z.array(Attachment).readonly(),
});
export type User = z.output<typeof User>;
