import type { CloudClient, Parameters } from '../../alibaba/client.ts';
import { CloudError, transience } from '../../alibaba/cloud-error.ts';
import { retry } from '../../runtime/retry.ts';
import { Unanswered } from './unanswered.ts';

/** A call as the report keeps it: never with a parameter or a body. */
export interface RecordedCall {
  readonly action: string;
  /** The error code of KMS, or `OK`. */
  readonly code: string;
  /** The sentence of KMS, if it refused the call. */
  readonly message?: string;
}

/** The reply of KMS to a call that it understood. A refusal is an answer here. */
export type Reply =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly code: string };

/** Calls of KMS that keep a record of themselves. */
export interface Calls {
  /** Throws Unanswered if KMS refused the caller, or did not answer. */
  call(action: string, query: Parameters): Promise<Reply>;
  /** Sends `body` in the body alone. Throws Unanswered. */
  callByBody(action: string, query: Parameters, body: Parameters): Promise<Reply>;
  /** All calls so far, the oldest first. */
  readonly made: readonly RecordedCall[];
}

export function recordedCalls(kms: CloudClient, signal: AbortSignal): Calls {
  const made: RecordedCall[] = [];
  const record = async (action: string, send: () => Promise<unknown>): Promise<Reply> => {
    try {
      const body = await retry(send, transience, signal);
      made.push({ action, code: 'OK' });
      return { kind: 'done', body };
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      made.push({ action, code: error.code, message: error.message });
      if (!isAnswer(error)) throw new Unanswered(error);
      return { kind: 'refused', code: error.code };
    }
  };
  return {
    made,
    call: (action, query) => record(action, () => kms.call(action, query, signal)),
    callByBody: (action, query, body) => record(action, () => kms.callByBody(action, query, body, signal)),
  };
}

/** Whether KMS refused what was asked, and not who asked. */
function isAnswer(error: CloudError): boolean {
  return error.refused && error.status !== 403 && error.unaccepted === undefined;
}
