import type { CloudClient, Parameters } from '../../alibaba/client.ts';
import { CloudError, transience } from '../../alibaba/cloud-error.ts';
import { retry } from '../../runtime/retry.ts';
import { Unanswered } from './unanswered.ts';

/** A call as the report keeps it: never with a parameter or a body. */
export interface RecordedCall {
  readonly action: string;
  /** The error code of the service, or `OK`. */
  readonly code: string;
  /** The sentence of the service, if it refused the call. */
  readonly message?: string;
}

/** The reply of a service to a call that it understood. A refusal is an answer here. */
export type Reply =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly code: string };

/** Calls of a service that keep a record of themselves. */
export interface Calls {
  /** Throws Unanswered if the service refused the caller, or did not answer. */
  call(action: string, query: Parameters): Promise<Reply>;
  /** Sends the call once, even if the answer is lost. Throws Unanswered. */
  callOnce(action: string, query: Parameters): Promise<Reply>;
  /** Sends `body` in the body alone. Throws Unanswered. */
  callByBody(action: string, query: Parameters, body: Parameters): Promise<Reply>;
  /** All calls so far, the oldest first. */
  readonly made: readonly RecordedCall[];
}

export function recordedCalls(service: CloudClient, signal: AbortSignal): Calls {
  const made: RecordedCall[] = [];
  const repeated = (send: () => Promise<unknown>) => retry(send, transience, signal);
  const record = async (action: string, send: () => Promise<unknown>): Promise<Reply> => {
    try {
      const body = await send();
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
    call: (action, query) => record(action, () => repeated(() => service.call(action, query, signal))),
    callOnce: (action, query) => record(action, () => service.call(action, query, signal)),
    callByBody: (action, query, body) =>
      record(action, () => repeated(() => service.callByBody(action, query, body, signal))),
  };
}

/** Whether the service refused what was asked, and not who asked. */
function isAnswer(error: CloudError): boolean {
  return error.refused && error.status !== 403 && error.unaccepted === undefined;
}
