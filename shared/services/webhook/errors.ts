import { type Aftermath, type ErrorCode, RotationError } from '../../engine/rotation/errors.ts';

/**
 * The webhook did not do what the request asked for. The message shows only a code word from the answer. A sentence
 * from the webhook could quote the value that it received.
 */
export class WebhookFailed extends RotationError {
  constructor(host: string, why: string, options: { code?: ErrorCode; aftermath?: Aftermath } = {}) {
    const { code = 'unreachable', aftermath = 'unknown' } = options;
    super(code, `the webhook ${host} ${why}.`, { aftermath });
  }
}
