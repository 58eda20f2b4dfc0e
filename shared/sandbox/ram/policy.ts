import * as z from 'zod';

const PolicyVersion = z.object({
  id: z.string(),
  createdAt: z.number(),
  /** The document as the caller gave it. */
  document: z.string(),
});
export type PolicyVersion = z.output<typeof PolicyVersion>;

/** The stored state of a policy. Instants are milliseconds since the epoch. */
export const Policy = z.object({
  name: z.string(),
  description: z.string().optional(),
  createdAt: z.number(),
  updatedAt: z.number(),
  defaultVersion: z.string(),
  /** Versions in the order of their creation. */
  versions: z.array(PolicyVersion).readonly(),
});
export type Policy = z.output<typeof Policy>;
