import * as z from 'zod';
import { SecretMalformed } from '../engine/rotation/errors.ts';
import type { SecretId, Store } from '../engine/rotation/store.ts';
import { Sensitive } from '../runtime/sensitive.ts';
import { readJson } from './answer.ts';

const Text = z
  .string()
  .min(1)
  .transform((text) => new Sensitive(text));

const Url = Text.refine((text) => URL.canParse(text.reveal()));

/** The receiver of notices. The address of a robot is itself a credential, so all of this is the value of a secret. */
const Destination = z.discriminatedUnion('Form', [
  z.object({ Form: z.literal('dingtalk'), Url, Key: Text.optional() }),
  z.object({ Form: z.literal('feishu'), Url, Key: Text.optional() }),
  z.object({ Form: z.literal('slack'), Url }),
  z.object({ Form: z.literal('cloudevents'), Url, Key: Text }),
  z.object({ Form: z.literal('eventbridge'), Url, BusName: z.string().regex(/^[\w.-]{1,127}$/) }),
]);
export type Destination = z.output<typeof Destination>;

/** Reads the secret that `ROTATION_EVENTS_SECRET` names. Throws what the store throws, or SecretMalformed. */
export async function readDestination(
  store: Store,
  secret: SecretId,
  signal: AbortSignal,
): Promise<Destination> {
  const { value } = await store.readCurrent(secret, signal);
  const parsed = Destination.safeParse(readJson(z.unknown(), value));
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.map(String).join('.') || 'the whole');
  throw new SecretMalformed(secret, [`${paths.join(', ')}: does not fit the Form`]);
}
