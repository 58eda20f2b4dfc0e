import { createHash } from 'node:crypto';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Request } from '../engine/operations/request.ts';
import { EventMalformed } from '../engine/rotation/errors.ts';
import { Step } from '../engine/rotation/result.ts';
import { SecretId, VersionId } from '../engine/rotation/store.ts';
import { longestRollbackToken } from '../engine/rotation/way-back.ts';
import type { AnnouncedSweep } from '../notifications/announce.ts';
import { Digest } from '../notifications/digest.ts';

/** One step, in the shape that AWS Secrets Manager sends and CloudFlow can send. */
const StepEvent = z.strictObject({
  Step,
  SecretId,
  ClientRequestToken: VersionId,
}) satisfies z.ZodType<SecretsManagerRotationEvent>;

/** The name of an account, at most as long as the longest name that a service accepts. */
const Account = z.string().min(1).max(128);
/** The most bytes that fit into an asynchronous invocation. Source: FC "Limits", 128 KB. */
const mostBytes = 131_072;
const mostSecrets = 1_000;

const AtOnce = z.number().int().min(1).max(100);

const OperationEvent = z.discriminatedUnion('Operation', [
  z.strictObject({
    Operation: z.literal('rotate'),
    SecretId,
    ClientRequestToken: VersionId.optional(),
    EndGrace: z.literal(true).optional(),
    Emergency: z.literal(true).optional(),
    Account: Account.optional(),
    Reason: z.string().max(1_000).optional(),
  }),
  z.strictObject({ Operation: z.literal('plan'), SecretId }),
  z.strictObject({ Operation: z.literal('retire'), SecretId }),
  z.strictObject({
    Operation: z.literal('verify'),
    SecretId,
    Repair: z.boolean().optional(),
    Account: Account.optional(),
  }),
  z.strictObject({
    Operation: z.literal('sweep'),
    Concurrency: AtOnce.optional(),
    PerServer: AtOnce.optional(),
    SecretIds: z.array(SecretId).min(1).max(mostSecrets).optional(),
    DryRun: z.boolean().optional(),
    Verify: z.boolean().optional(),
    Lane: z
      .array(z.strictObject({ SecretId, Task: z.string().regex(/^[A-Za-z_][\w-]{0,127}$/) }))
      .min(1)
      .max(mostSecrets)
      .optional(),
    Heard: Digest.optional(),
  }),
  z.strictObject({
    Operation: z.literal('rollback'),
    SecretId,
    ClientRequestToken: VersionId.refine((token) => token.length <= longestRollbackToken, {
      error: `is longer than ${longestRollbackToken} characters`,
    }).optional(),
  }),
]);

/**
 * The event of Function Compute's timer trigger. `payload` is the JSON text of one of the events above. Source: FC
 * "Time triggers".
 */
const TimerEvent = z.object({
  triggerTime: z.iso.datetime({ offset: true }),
  triggerName: z.string(),
  payload: z.string(),
});

/** Parses the event of an invocation. Throws EventMalformed with the paths of the wrong fields. */
export function parseEvent(event: unknown): Request | AnnouncedSweep {
  const keys = typeof event === 'object' && event !== null ? Object.keys(event) : [];
  if (keys.includes('triggerTime')) return timer(parse(TimerEvent, event));
  if (keys.includes('Step')) return step(parse(StepEvent, event));
  if (keys.includes('Operation')) return operation(parse(OperationEvent, event));
  throw new EventMalformed(['it has none of the keys Step, Operation and triggerTime']);
}

/** Parses the event of an invocation from bytes. Throws EventMalformed before parsing if there are too many bytes. */
export function readEvent(event: Uint8Array): Request | AnnouncedSweep {
  if (event.byteLength > mostBytes)
    throw new EventMalformed([
      `it has ${event.byteLength} bytes, but at most ${mostBytes} (128 KB) are allowed`,
    ]);
  return parseEvent(parseJsonText(Buffer.from(event).toString('utf8'), 'the event'));
}

/** Parses a JSON text. Throws EventMalformed without the parser's own message, which would quote the text. */
export function parseJsonText(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EventMalformed([`${where} is not JSON`]);
  }
}

function timer({ triggerTime, payload }: z.output<typeof TimerEvent>): Request | AnnouncedSweep {
  const request = parseEvent(parseJsonText(payload, 'payload'));
  refuseByTimer(request);
  if (!isNamed(request)) return request;
  const named = { ...request, token: request.token ?? timerToken(request.secret, triggerTime) };
  return named.operation === 'rotate' ? { ...named, scheduled: true } : named;
}

/** Throws EventMalformed if a timer asks for something that only a person may decide. */
function refuseByTimer(request: Request | AnnouncedSweep): void {
  const decisions = [
    ...(request.operation === 'emergency' ? ['Emergency'] : []),
    ...(request.operation === 'rotate' && request.endGrace ? ['EndGrace'] : []),
    ...(request.operation === 'verify' && request.repair ? ['Repair'] : []),
    ...('account' in request && request.account !== undefined ? ['Account'] : []),
  ];
  if (decisions.length > 0)
    throw new EventMalformed(decisions.map((name) => `payload: a timer may not carry ${name}`));
}

/** Whether the operation of a request recognizes its repetition by a token. */
function isNamed<Asked extends { readonly operation: string }>(
  request: Asked,
): request is Extract<Asked, { readonly operation: 'rotate' | 'rollback' | 'emergency' }> {
  return ['rotate', 'rollback', 'emergency'].includes(request.operation);
}

/**
 * Returns the token of a timer's delivery. The same delivery of the same timer is the same rotation, however often and
 * wherever it arrives.
 */
function timerToken(secret: SecretId, triggerTime: string): VersionId {
  const digest = createHash('sha256')
    .update(`${secret}\n${Date.parse(triggerTime)}`)
    .digest('hex');
  return VersionId.parse(`timer-${digest.slice(0, 32)}`);
}

function step(event: z.output<typeof StepEvent>): Request {
  return { operation: 'step', step: event.Step, secret: event.SecretId, token: event.ClientRequestToken };
}

function operation(event: z.output<typeof OperationEvent>): Request | AnnouncedSweep {
  if (event.Operation === 'sweep') return sweepOf(event);
  if (event.Operation === 'plan' || event.Operation === 'retire')
    return { operation: event.Operation, secret: event.SecretId };
  if (event.Operation === 'verify') return verification(event);
  const named = { secret: event.SecretId, token: event.ClientRequestToken };
  if (event.Operation === 'rotate' && event.Emergency)
    return { operation: 'emergency', ...named, reason: event.Reason, account: event.Account };
  if (event.Operation === 'rotate' && event.Account !== undefined)
    throw new EventMalformed(['Account: needs Emergency']);
  if (event.Operation === 'rotate') return { operation: 'rotate', ...named, endGrace: event.EndGrace };
  return { operation: event.Operation, ...named };
}

function verification(event: Extract<z.output<typeof OperationEvent>, { Operation: 'verify' }>): Request {
  const { SecretId: secret, Repair: repair = false, Account: account } = event;
  if (account !== undefined && !repair) throw new EventMalformed(['Account: needs Repair']);
  return { operation: 'verify', secret, repair, account };
}

function sweepOf(event: Extract<z.output<typeof OperationEvent>, { Operation: 'sweep' }>): AnnouncedSweep {
  const {
    Concurrency,
    PerServer,
    SecretIds: secrets,
    DryRun: dryRun,
    Verify: verify,
    Lane,
    Heard: heard,
  } = event;
  const batch = Lane?.map(({ SecretId: secret, Task: task }) => ({ secret, task }));
  const limits = { concurrency: Concurrency, perServer: PerServer };
  return { operation: 'sweep', ...limits, secrets, dryRun, verify, batch, heard };
}

function parse<Schema extends z.ZodType>(schema: Schema, event: unknown): z.output<Schema> {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new EventMalformed(
    parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'event'}: ${issue.message}`),
  );
}
