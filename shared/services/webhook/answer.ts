import * as z from 'zod';
import { Busy, PasswordRejected, Refused, Superseded } from '../../engine/rotation/errors.ts';
import type { Step } from '../../engine/rotation/result.ts';
import type { SecretId, VersionId } from '../../engine/rotation/store.ts';
import { Sensitive } from '../../runtime/sensitive.ts';
import { WebhookFailed } from './errors.ts';
import type { Reply } from './post.ts';

const Value = z
  .string()
  .min(1)
  .transform((text) => new Sensitive(text));

/** The body of a successful answer. An empty body reports success and adds nothing. */
export const Answer = z.object({
  /**
   * The values that createSecret returns where the webhook issues them: one text, or one for each field that is
   * renewed.
   */
  Value: z.union([Value, z.record(z.string(), Value)]).optional(),
  /** Whether the webhook still accepts the current value beside the new one. Belongs to setSecret. */
  Overlaps: z.boolean().optional(),
  /**
   * The number of users that still use the previous value, which then stays valid. Belongs to finishSecret without
   * PreviousValue.
   */
  InUse: z.number().int().nonnegative().optional(),
  /** The number of sessions that the webhook ended. Belongs to finishSecret with Evict. */
  SessionsEnded: z.number().int().nonnegative().optional(),
});
export type Answer = z.output<typeof Answer>;

/** The request that an answer belongs to. Error messages name it. */
export interface Question {
  readonly host: string;
  readonly secret: SecretId;
  readonly version: VersionId;
  readonly step: Step;
  /** The values that the request carried. They must not come back in a message. */
  readonly values: readonly Sensitive[];
}

/**
 * The code word of a refusal. Only letters and hyphens are allowed, so that hardly any value fits. A code that repeats
 * a sent value is dropped all the same.
 */
const Refusal = z.object({ Code: z.string().regex(/^[a-z][a-z-]{0,39}$/) });

/** Statuses which mean that the webhook, or a gateway before it, does not answer at present. */
const gateways: readonly number[] = [502, 503, 504];

/** Reads a reply. Throws a RotationError for every answer other than the documented one of success. */
export function readAnswer(reply: Reply, question: Question): Answer {
  const { status } = reply;
  const { host, step } = question;
  if (status === 204) return {};
  if (status === 200) return readSuccess(reply.body, question);
  if (status >= 300 && status < 400)
    throw new WebhookFailed(
      host,
      `redirects (${status}); name the final address in the configuration of the function`,
      {
        code: 'policy-malformed',
        aftermath: 'untouched',
      },
    );
  const code = codeOf(reply.body, question.values);
  if (status === 401 || status === 403)
    throw new WebhookFailed(
      host,
      `does not accept the signature (${told(status, code)}); check that it has the same key as the secret that the configuration of the function names`,
      { code: 'refused', aftermath: 'untouched' },
    );
  if (status >= 400 && status < 500) throw refusal(status, code, question);
  throw new WebhookFailed(host, `answered ${step} with ${told(status, code)}`, {
    code: gateways.includes(status) ? 'unreachable' : 'service-error',
  });
}

function refusal(status: number, code: string | undefined, { host, secret, version, step }: Question): Error {
  const webhook = `the webhook ${host}`;
  if (code === 'superseded') return new Superseded(secret, version);
  if (status === 409) return new Busy(webhook, `it answered ${step} with ${told(status, code)}`);
  if (code === 'password-rejected') return new PasswordRejected(secret, `${webhook} rejects it`);
  if (step === 'testSecret') return new Refused(secret, 'pending');
  return new WebhookFailed(host, `refused ${step} with ${told(status, code)}`, {
    code: 'refused',
    aftermath: 'untouched',
  });
}

function readSuccess(body: Sensitive, { host, step }: Question): Answer {
  if (body.reveal() === '') return {};
  const parsed = Answer.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  throw new WebhookFailed(
    host,
    `answered ${step} with 200, but not with a JSON object that has a valid Value or Overlaps`,
    { code: 'service-error' },
  );
}

function codeOf(body: Sensitive, values: readonly Sensitive[]): string | undefined {
  const code = Refusal.safeParse(parseJson(body)).data?.Code;
  return values.some((value) => code !== undefined && value.reveal().includes(code)) ? undefined : code;
}

function told(status: number, code: string | undefined): string {
  return code === undefined ? String(status) : `${status} ${code}`;
}

/** Returns undefined if the body is not JSON. The parser's own message would quote the body. */
function parseJson(body: Sensitive): unknown {
  try {
    return JSON.parse(body.reveal());
  } catch {
    return undefined;
  }
}
