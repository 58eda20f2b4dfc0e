import * as z from 'zod';
import { json } from '../fields.ts';
import { readTimes } from './trigger-times.ts';

const payloadLimit = 128 * 1_024;

/** The `triggerConfig` of a time trigger. Source: FC "TimerTriggerConfig"; the keys are in camel case. */
const TimerTriggerConfig = z.object({
  cronExpression: z
    .string()
    .refine((text) => readTimes(text, 0) !== undefined, 'its cronExpression cannot be read'),
  // Serverless Devs demands it; what is meant where it is absent is not documented.
  enable: z.boolean(),
  payload: z
    .string()
    .refine(
      (text) => Buffer.byteLength(text) <= payloadLimit,
      `its payload has more than ${payloadLimit} bytes`,
    )
    .default(''),
});

export const TriggerName = z.string().regex(/^[A-Za-z_][\w-]{0,127}$/, 'a trigger has no such name');

/** What a caller may change, in the names of UpdateTrigger. */
export const triggerSettings = {
  triggerConfig: json(TimerTriggerConfig),
  description: z.string().max(256).optional(),
  qualifier: z.literal('LATEST', 'there are no versions and aliases here').default('LATEST'),
};

/** What is kept of a time trigger; no other kind is known here. Instants are milliseconds since the epoch. */
export const Trigger = z.object({
  functionName: z.string(),
  triggerName: TriggerName,
  triggerId: z.string(),
  config: TimerTriggerConfig,
  description: z.string().optional(),
  createdAt: z.number(),
  changedAt: z.number(),
});
export type Trigger = z.output<typeof Trigger>;
