import * as z from 'zod';
import { exactInstant } from '../runtime/time.ts';
import { Digest, total, within } from './digest.ts';
import type { Message } from './message.ts';

/** An event on a bus has 64 KB at most. Source: EventBridge, "Limits". */
const mostBytes = 48 * 1_024;

const Told = z.object({
  ...Digest.shape,
  /** Of a sweep: how many other secrets want a look. */
  Rest: z.record(z.string(), z.number()),
  Type: z.string(),
  Environment: z.string().optional(),
  Region: z.string().optional(),
});

/**
 * CloudEvents 1.0, as JSON. What became of one secret has a type and a subject of its own, `secret-rotation.rotated` of
 * `MyDbCreds`; several are one event, `secret-rotation.digest`, with as many notices as it holds.
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

/** By its schema, so that nothing else than its fields gets out. */
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
