import * as z from 'zod';

const Part = z.object({
  project: z.string(),
  store: z.string(),
  query: z.string(),
  /** Milliseconds before the moment it is asked. */
  from: z.number(),
  to: z.number(),
});

const Schedule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rate'), interval: z.number() }),
  /** `offset` in minutes east of UTC. */
  z.object({ kind: z.literal('cron'), pattern: z.string(), offset: z.number() }),
]);

/** What is kept of an alert. Instants and spans are milliseconds. */
export const Alert = z.object({
  project: z.string(),
  name: z.string(),
  displayName: z.string(),
  enabled: z.boolean(),
  schedule: Schedule,
  part: Part,
  /** The first that is met says how bad it is. */
  severities: z.array(z.object({ severity: z.number(), condition: z.string() })).readonly(),
  /** So many times in a row. */
  threshold: z.number(),
  createdAt: z.number(),
});
export type Alert = z.output<typeof Alert>;
