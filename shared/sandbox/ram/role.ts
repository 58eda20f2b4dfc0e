import * as z from 'zod';
import { Attachment } from './attachment.ts';

/** Instants are milliseconds since the epoch. */
export const Role = z.object({
  name: z.string(),
  id: z.string(),
  description: z.string().optional(),
  /** The document as it was given: who may assume the role. */
  trust: z.string(),
  maxSessionSeconds: z.number(),
  createdAt: z.number(),
  attached: z.array(Attachment).readonly(),
});
export type Role = z.output<typeof Role>;
