import type { Transience } from '../runtime/retry.ts';

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

/**
 * A call of a cloud service failed. It holds the facts of the answer and deliberately no cause: the errors of the
 * SDK and of its HTTP client carry URLs, bodies and fragments of replies, and with them values of secrets.
 */
export class CloudError extends Error {
  readonly status: number | undefined;
  readonly code: string;
  readonly retryAfter: number | undefined;
  readonly denial: Denial | undefined;

  constructor(action: string, { status, code, message, requestId, retryAfter, denial }: Facts) {
    super(
      [`${action} failed with ${code}`, message && `: ${message}`, requestId && ` (request ${requestId})`]
        .filter(Boolean)
        .join(''),
    );
    this.name = 'CloudError';
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
    this.denial = denial;
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
