import { type Aftermath, type ErrorCode, RotationError } from '../../engine/rotation/errors.ts';

/**
 * The webhook did not do what it was asked. Of what it says, only a code word is shown: a sentence could quote
 * the value it was sent.
 */
export class WebhookFailed extends RotationError {
  constructor(host: string, why: string, options: { code?: ErrorCode; aftermath?: Aftermath } = {}) {
    const { code = 'unreachable', aftermath = 'unknown' } = options;
    super(code, `the webhook ${host} ${why}.`, { aftermath });
  }
}
