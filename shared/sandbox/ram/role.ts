import * as z from 'zod';
import { Attachment } from './attachment.ts';

/** The stored state of a role. Instants are milliseconds since the epoch. */
export const Role = z.object({
  name: z.string(),
  id: z.string(),
  description: z.string().optional(),
  /** The document as the caller gave it. It says who may assume the role. */
  trust: z.string(),
  maxSessionSeconds: z.number(),
  createdAt: z.number(),
  /** Absent if the role was never changed. */
  updatedAt: z.number().optional(),
  attached: z.array(Attachment).readonly(),
});
export type Role = z.output<typeof Role>;
