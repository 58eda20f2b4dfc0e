import { Busy, Unreachable } from '../../engine/rotation/errors.ts';
import type { Step } from '../../engine/rotation/result.ts';
import type { DataType, SecretId, VersionId } from '../../engine/rotation/store.ts';
import { random } from '../../runtime/random.ts';
import { retry, type Transience } from '../../runtime/retry.ts';
import type { Sensitive } from '../../runtime/sensitive.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { type Answer, type Question, readAnswer } from './answer.ts';
import { ComeBack } from './come-back.ts';
import { WebhookFailed } from './errors.ts';
import { findPeer, type Peer, type Resolve } from './peer.ts';
import { NoReply, outOfTime, post, type Reply } from './post.ts';
import { signatureHeaders } from './signature.ts';

/** The content of a call, beside the step. Step and version identify a repeated call as the same one. */
interface Asked {
  readonly version: VersionId;
  /** The whole texts of values, as the store holds them. */
  readonly values?: Readonly<Record<string, Sensitive>>;
  readonly dataType?: DataType;
  /** The fields that the webhook has to issue, if it issues values. */
  readonly fields?: readonly string[] | undefined;
  /**
   * Whether the webhook must accept only the new value from now on, and end older sessions. Belongs to finishSecret.
   */
  readonly isEmergency?: boolean;
}

/** A system of the operator that takes the four steps as signed calls. Each call may be repeated. */
export interface Webhook {
  readonly host: string;
  call(step: Step, asked: Asked): Promise<Answer>;
}

export interface WebhookSettings {
  readonly secret: SecretId;
  /** The address as the configuration of the function holds it. */
  readonly address: string;
  readonly key: Sensitive;
  readonly hosts: readonly string[];
  readonly authorities: string | undefined;
  readonly signal: AbortSignal;
  readonly resolve?: Resolve;
  /** Milliseconds that one attempt may take, with its connection. */
  readonly patience?: number;
}

const usualPatience = 10_000;

/**
 * Resolves the address of the webhook, and sends nothing yet. Throws PolicyMalformed if the webhook must not be called.
 */
export async function openWebhook(settings: WebhookSettings): Promise<Webhook> {
  const peer = await findPeer(settings);
  return { host: peer.url.host, call: (step, asked) => call(peer, settings, step, asked) };
}

async function call(peer: Peer, settings: WebhookSettings, step: Step, asked: Asked): Promise<Answer> {
  const { secret, signal } = settings;
  const { version, values = {}, dataType, fields, isEmergency } = asked;
  const question = { host: peer.url.host, secret, version, step, values: Object.values(values) };
  const body = JSON.stringify({
    Step: step,
    SecretId: secret,
    VersionId: version,
    ...(isEmergency && { Evict: true }),
    ...(fields && { Fields: fields }),
    ...(dataType && { SecretDataType: dataType }),
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.reveal()])),
  });
  try {
    const reply = await retry(() => attempt(peer, settings, body), classifyFor(step), signal);
    return readAnswer(reply, question);
  } catch (error) {
    throw translate(error, question);
  }
}

/**
 * Makes one attempt. Throws ComeBack for 429, and for 503 with a time: the webhook asks for a later call. Each attempt
 * is signed anew, with its own time and nonce. The version identifies it as the same call.
 */
async function attempt(
  peer: Peer,
  { key, authorities, signal, patience = usualPatience }: WebhookSettings,
  body: string,
): Promise<Reply> {
  const nonce = random.bytes(16).toString('base64url');
  const reply = await post(peer, {
    headers: signatureHeaders(key, { url: peer.url, body, now: systemClock.now(), nonce }),
    body,
    authorities,
    signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
  });
  const { status, retryAfter } = reply;
  if (status === 429 || (status === 503 && retryAfter !== undefined)) throw new ComeBack(reply);
  return reply;
}

/**
 * Recognizes the known transient failures: nobody listened, or the webhook asked for a later call. A lost reply to
 * createSecret is requested once more, since nobody else knows the value that it may have held.
 */
function classifyFor(step: Step): (error: unknown) => Transience | undefined {
  let lost = 0;
  return (error) => {
    if (error instanceof ComeBack) return { wait: error.wait };
    if (!(error instanceof NoReply)) return undefined;
    if (error.stage === 'connecting' && error.why === 'ECONNREFUSED') return { wait: 0 };
    if (error.stage !== 'sent' || step !== 'createSecret') return undefined;
    lost += 1;
    return lost === 1 ? { wait: 0 } : undefined;
  };
}

function translate(error: unknown, { host, step }: Question): unknown {
  if (error instanceof ComeBack)
    return new Busy(`the webhook ${host}`, `it kept answering ${step} with ${error.status}`);
  if (!(error instanceof NoReply)) return error;
  const silent = error.why === outOfTime || error.why === 'ECONNRESET';
  if (error.stage === 'connecting' || (error.stage === 'securing' && silent))
    return new Unreachable(`the webhook ${host}`, error.why);
  if (error.stage === 'sent')
    return new WebhookFailed(host, `gave no complete answer to ${step}: ${error.why}`);
  return new WebhookFailed(
    host,
    `failed the TLS check: ${error.why}; name its certificate authority in ROTATION_CA_FILE`,
    { code: 'tls-failed', aftermath: 'untouched' },
  );
}
