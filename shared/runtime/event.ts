import { createHash } from 'node:crypto';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Request } from '../operations/request.ts';
import { EventMalformed } from '../rotation/errors.ts';
import { Step } from '../rotation/result.ts';
import { SecretId, VersionId } from '../rotation/store.ts';
import { longestRollbackToken } from '../rotation/way-back.ts';

/** One step, in the shape AWS Secrets Manager sends it and CloudFlow can. */
const StepEvent = z.strictObject({
  Step,
  SecretId,
  ClientRequestToken: VersionId,
}) satisfies z.ZodType<SecretsManagerRotationEvent>;

const OperationEvent = z.discriminatedUnion('Operation', [
  z.strictObject({
    Operation: z.literal('rotate'),
    SecretId,
    ClientRequestToken: VersionId.optional(),
    Reason: z.string().max(1_000).optional(),
  }),
  z.strictObject({ Operation: z.literal('retire'), SecretId }),
  z.strictObject({
    Operation: z.literal('rollback'),
    SecretId,
    ClientRequestToken: VersionId.refine((token) => token.length <= longestRollbackToken, {
      error: `is longer than ${longestRollbackToken} characters`,
    }).optional(),
  }),
]);

/** Function Compute's timer trigger; `payload` is the JSON text of one of the above. Source: FC "Time triggers". */
const TimerEvent = z.object({
  triggerTime: z.iso.datetime({ offset: true }),
  triggerName: z.string(),
  payload: z.string(),
});

/** What an invocation asks for. Throws EventMalformed with the paths of what is wrong. */
export function parseEvent(event: unknown): Request {
  const keys = typeof event === 'object' && event !== null ? Object.keys(event) : [];
  if (keys.includes('triggerTime')) return timer(parse(TimerEvent, event));
  if (keys.includes('Step')) return step(parse(StepEvent, event));
  if (keys.includes('Operation')) return operation(parse(OperationEvent, event));
  throw new EventMalformed(['it has none of the keys Step, Operation and triggerTime']);
}

/** JSON text to what it says; the parser's own message would quote the text, so it is not passed on. */
export function parseJsonText(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EventMalformed([`${where} is no JSON`]);
  }
}

function timer({ triggerTime, payload }: z.output<typeof TimerEvent>): Request {
  const request = parseEvent(parseJsonText(payload, 'payload'));
  if (request.operation !== 'rotate' && request.operation !== 'rollback') return request;
  const named = { ...request, token: request.token ?? timerToken(request.secret, triggerTime) };
  return named.operation === 'rotate' ? { ...named, scheduled: true } : named;
}

/** The same delivery of the same timer is the same rotation, however often and wherever it arrives. */
function timerToken(secret: SecretId, triggerTime: string): VersionId {
  const digest = createHash('sha256')
    .update(`${secret}\n${Date.parse(triggerTime)}`)
    .digest('hex');
  return VersionId.parse(`timer-${digest.slice(0, 32)}`);
}

function step(event: z.output<typeof StepEvent>): Request {
  return { operation: 'step', step: event.Step, secret: event.SecretId, token: event.ClientRequestToken };
}

function operation(event: z.output<typeof OperationEvent>): Request {
  if (event.Operation === 'retire') return { operation: 'retire', secret: event.SecretId };
  return { operation: event.Operation, secret: event.SecretId, token: event.ClientRequestToken };
}

function parse<Schema extends z.ZodType>(schema: Schema, event: unknown): z.output<Schema> {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new EventMalformed(
    parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'event'}: ${issue.message}`),
  );
}
