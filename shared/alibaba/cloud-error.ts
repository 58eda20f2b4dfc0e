import type { Transience } from '../runtime/retry.ts';
import { cut, messageOf } from '../runtime/text.ts';

/** What RAM says about a denial, where the service passes it on. */
export interface Denial {
  readonly action: string | undefined;
  readonly principal: string | undefined;
}

interface Facts {
  /** Absent where no answer came. */
  readonly status?: number | undefined;
  readonly code: string;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
  /** Milliseconds the service asks to wait. */
  readonly retryAfter?: number | undefined;
  readonly denial?: Denial | undefined;
}

/** Codes, ids, actions and principals are names: what else an answer has in their place is not shown. */
const name = /^[\w.:/@*-]{1,128}$/;
const longestSentence = 300;

/**
 * A call of a cloud service failed. A sentence of the service is there only where the call sent no value which that could
 * quote, and is cut: it says which action RAM denies, or what ROS finds wrong with a template. It holds the facts of the answer and deliberately no cause: the errors of the
 * SDK and of its HTTP client carry URLs, bodies and fragments of replies, and with them values of secrets.
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

  /** The service understood the call and turned it down; nothing has changed. */
  get refused(): boolean {
    return this.status !== undefined && this.status < 500 && !this.throttled;
  }

  /** What about this caller the gateway does not accept, whichever service was called. Source: its error codes. */
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

/** For a message about a clock that is not accepted. */
export const clockIsOff = 'the clock of this process is more than 15 minutes off';

/** What no answer is called when the caller's own time ran out; never worth another attempt. */
export const timeIsUp = 'TimeIsUp';
export const noCredentials = 'NoCredentials';
export const unreadableAnswer = 'UnreadableAnswer';

const final: readonly string[] = [timeIsUp, noCredentials];

/** The known transient answers: throttling, an error of the server, and none at all. Source: KMS error codes. */
export function transience(error: unknown): Transience | undefined {
  if (!(error instanceof CloudError) || error.refused || final.includes(error.code)) return undefined;
  return { wait: error.retryAfter ?? 0 };
}
