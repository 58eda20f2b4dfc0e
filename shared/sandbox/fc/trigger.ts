import * as z from 'zod';
import { json } from '../fields.ts';
import { readTimes } from './trigger-times.ts';

const payloadLimit = 128 * 1_024;

/** The `triggerConfig` of a time trigger, with keys in camel case. Source: FC "TimerTriggerConfig". */
const TimerTriggerConfig = z.object({
  cronExpression: z
    .string()
    .refine((text) => readTimes(text, 0) !== undefined, 'its cronExpression cannot be read'),
  // Serverless Devs requires it. The meaning of a missing value is not documented.
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

/** Settings that a caller may change, with the names of UpdateTrigger. */
export const triggerSettings = {
  triggerConfig: json(TimerTriggerConfig),
  description: z.string().max(256).optional(),
  qualifier: z.literal('LATEST', 'there are no versions and aliases here').default('LATEST'),
};

/**
 * The stored state of a time trigger, the only kind that the sandbox supports. Instants are milliseconds since the
 * epoch.
 */
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
