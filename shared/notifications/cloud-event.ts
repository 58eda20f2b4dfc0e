import * as z from 'zod';
import { exactInstant } from '../runtime/time.ts';
import { Digest, total, within } from './digest.ts';
import type { Message } from './message.ts';

/** Bytes for the notices of an event. An event on a bus has at most 64 KB. Source: EventBridge, "Limits". */
const mostBytes = 48 * 1_024;

const Told = z.object({
  ...Digest.shape,
  /** Counts of other secrets in a sweep that need attention, by outcome. */
  Rest: z.record(z.string(), z.number()),
  Type: z.string(),
  Environment: z.string().optional(),
  Region: z.string().optional(),
});

/**
 * An event of CloudEvents 1.0, as JSON. A single notice has its own type and subject, such as
 * `secret-rotation.rotated` of `MyDbCreds`. Several notices form one event, `secret-rotation.digest`, with those that
 * fit.
 */
export const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string().max(128),
  type: z.string().max(64),
  subject: z.string().optional(),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  data: Told,
});
export type CloudEvent = z.output<typeof CloudEvent>;

/** Returns a message as an event. It parses the event by its schema, so that only fields of the schema are sent. */
export function cloudEvent({ digest, rest, origin, id, at }: Message): CloudEvent {
  const [only] = total(digest) === 1 ? digest.Notices : [];
  const kind = only?.Kind ?? 'digest';
  const { type, environment, region } = origin;
  return CloudEvent.parse({
    specversion: '1.0',
    id,
    source: `/secret-rotation-functions/${type}`,
    type: `secret-rotation.${kind}`,
    ...(only?.SecretId === undefined ? {} : { subject: only.SecretId }),
    time: exactInstant(at),
    datacontenttype: 'application/json',
    data: {
      ...within(mostBytes, digest),
      Rest: rest,
      Type: type,
      ...(environment === undefined ? {} : { Environment: environment }),
      ...(region === undefined ? {} : { Region: region }),
    },
  });
}
