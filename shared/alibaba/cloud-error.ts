import type { Transience } from '../runtime/retry.ts';
import { cut, messageOf } from '../runtime/text.ts';

/** The details of a denial by RAM, if the service passes them on. */
export interface Denial {
  readonly action: string | undefined;
  readonly principal: string | undefined;
}

interface Facts {
  /** The HTTP status; absent if no answer came. */
  readonly status?: number | undefined;
  readonly code: string;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
  /** Milliseconds that the service asks the caller to wait. */
  readonly retryAfter?: number | undefined;
  readonly denial?: Denial | undefined;
}

/** The form of a name. A code, id, action or principal of an answer is shown only in this form. */
const name = /^[\w.:/@*-]{1,128}$/;
const longestSentence = 300;

/**
 * A failed call of a cloud service, with the facts of the answer and deliberately no cause. Errors of the SDK and of
 * its HTTP client carry URLs, bodies and fragments of replies, and with them values of secrets. The service's sentence,
 * on what RAM denies or ROS finds wrong, is cut. It is left out if the call sent a value that it could quote.
 */
export class CloudError extends Error {
  readonly status: number | undefined;
  readonly code: string;
  readonly retryAfter: number | undefined;
  readonly denial: Denial | undefined;

  constructor(action: string, { status, code, message, requestId, retryAfter, denial }: Facts) {
    const shown = known(code) ?? unreadableCode;
    const id = known(requestId);
    const sentence = message && `: ${cut(message, longestSentence)}`;
    super(
      messageOf(
        [`${action} failed with ${shown}`, sentence, id && ` (request ${id})`].filter(Boolean).join(''),
      ),
    );
    this.name = 'CloudError';
    this.status = status;
    this.code = shown;
    this.retryAfter = retryAfter;
    this.denial = denial && { action: known(denial.action), principal: known(denial.principal) };
  }

  get throttled(): boolean {
    return this.status === 429 || this.code.includes('Throttling');
  }

  /** Whether the service understood the call and refused it. If so, nothing has changed. */
  get refused(): boolean {
    return this.status !== undefined && this.status < 500 && !this.throttled;
  }

  /** The part of this caller that the gateway does not accept, for every service. Source: its error codes. */
  get unaccepted(): 'clock' | 'credentials' | undefined {
    if (this.code.startsWith('InvalidTimeStamp')) return 'clock';
    return unauthenticated.test(this.code) ? 'credentials' : undefined;
  }
}

function known(text: string | undefined): string | undefined {
  return text !== undefined && name.test(text) ? text : undefined;
}

const unreadableCode = 'UnreadableCode';

const unauthenticated =
  /^(InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|InvalidSecurityToken|MissingSecurityToken|Forbidden\.AccessKey)/;

/** The words of a message about a clock that the gateway does not accept. */
export const clockIsOff = 'the clock of this process is more than 15 minutes off';

/** The code of a call without an answer because the caller's own time ran out. It is never retried. */
export const timeIsUp = 'TimeIsUp';
/** Returns why a service could not be reached, in words for an operator. */
export function reasonOf({ code, message, unaccepted }: CloudError): string {
  if (code === timeIsUp) return 'the time of this invocation ran out';
  if (unaccepted === 'clock') return clockIsOff;
  return unaccepted === 'credentials'
    ? `it does not accept the credentials of this function (${code})`
    : message;
}

export const noCredentials = 'NoCredentials';
export const unreadableAnswer = 'UnreadableAnswer';

const final: readonly string[] = [timeIsUp, noCredentials];

/**
 * Returns the wait before a retry, or undefined if the error is not transient. The known transient answers are
 * throttling, an error of the server, and none at all. Source: KMS error codes.
 */
export function transience(error: unknown): Transience | undefined {
  if (!(error instanceof CloudError) || error.refused || final.includes(error.code)) return undefined;
  return { wait: error.retryAfter ?? 0 };
}
