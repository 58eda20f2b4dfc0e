import * as z from 'zod';

const Part = z.object({
  project: z.string(),
  store: z.string(),
  query: z.string(),
  /** Start of the searched span, in milliseconds before the query runs. `to` is its end. */
  from: z.number(),
  to: z.number(),
});

const Schedule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rate'), interval: z.number() }),
  /** A schedule by a cron pattern. `offset` is in minutes east of UTC. */
  z.object({ kind: z.literal('cron'), pattern: z.string(), offset: z.number() }),
]);

/** The stored state of an alert. Instants and spans are milliseconds. */
export const Alert = z.object({
  project: z.string(),
  name: z.string(),
  displayName: z.string(),
  enabled: z.boolean(),
  schedule: Schedule,
  part: Part,
  /** Severities with their conditions. The first condition that is met decides the severity. */
  severities: z.array(z.object({ severity: z.number(), condition: z.string() })).readonly(),
  /** Number of times in a row that a condition must be met. */
  threshold: z.number(),
  createdAt: z.number(),
});
export type Alert = z.output<typeof Alert>;
