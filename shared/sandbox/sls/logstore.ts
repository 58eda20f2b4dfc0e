import * as z from 'zod';

/** A project of the log service. Instants are milliseconds since the epoch. */
export const LogProject = z.object({
  name: z.string(),
  description: z.string().optional(),
  createdAt: z.number(),
});
export type LogProject = z.output<typeof LogProject>;

/** Where lines go. What is kept of it is how it is asked, not its lines. */
export const Logstore = z.object({
  project: z.string(),
  name: z.string(),
  /** Days; a line that is older is found no more. */
  ttl: z.number().int().min(1).max(3_650),
  /** Which fields a search may name; none where there is no index. */
  index: z.array(z.string()).readonly().optional(),
  createdAt: z.number(),
});
export type Logstore = z.output<typeof Logstore>;

export const logstoreKey = (project: string, name: string) => `${project}/${name}`;
