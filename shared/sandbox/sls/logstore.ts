import * as z from 'zod';

/** A project of the log service. Instants are milliseconds since the epoch. */
export const LogProject = z.object({
  name: z.string(),
  description: z.string().optional(),
  createdAt: z.number(),
});
export type LogProject = z.output<typeof LogProject>;

/** The settings of a logstore, which receives lines. Its lines are not stored with them. */
export const Logstore = z.object({
  project: z.string(),
  name: z.string(),
  /** Days after which a line is no longer found. */
  ttl: z.number().int().min(1).max(3_650),
  /** Names of the fields that a search may use; absent if the logstore has no index. */
  index: z.array(z.string()).readonly().optional(),
  createdAt: z.number(),
});
export type Logstore = z.output<typeof Logstore>;

export const logstoreKey = (project: string, name: string) => `${project}/${name}`;
