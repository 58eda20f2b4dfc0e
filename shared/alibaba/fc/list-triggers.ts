import * as z from 'zod';
import type { CloudClient } from '../client.ts';
import { jsonIn } from '../json-in.ts';
import { readAnswer } from '../service.ts';

/** The setting of a time trigger. Some tools write its keys with a capital first letter. */
const TimerConfig = z
  .union([
    z.object({ cronExpression: z.string(), enable: z.boolean(), payload: z.string().default('') }),
    z
      .object({ CronExpression: z.string(), Enable: z.boolean(), Payload: z.string().default('') })
      .transform((given) => ({
        cronExpression: given.CronExpression,
        enable: given.Enable,
        payload: given.Payload,
      })),
  ])
  .optional()
  .catch(undefined);

const Trigger = z
  .object({ triggerName: z.string(), triggerType: z.string(), triggerConfig: z.string().default('') })
  .transform(({ triggerConfig, ...trigger }) => ({
    ...trigger,
    timer: TimerConfig.parse(jsonIn(triggerConfig)),
  }));
export type Trigger = z.output<typeof Trigger>;

const Answer = z.object({ triggers: z.array(Trigger).default([]), nextToken: z.string().optional() });

/** Returns the triggers of a function, 100 at most. Throws CloudError. */
export async function listTriggers(
  fc: CloudClient,
  name: string,
  signal: AbortSignal,
): Promise<readonly Trigger[]> {
  const path = `/2023-03-30/functions/${encodeURIComponent(name)}/triggers`;
  const answer = await fc.get({ action: 'ListTriggers', path, query: { limit: '100' } }, signal);
  return readAnswer('ListTriggers', Answer, answer).triggers;
}
