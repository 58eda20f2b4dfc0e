import { random } from '../runtime/random.ts';
import type { Sensitive } from '../runtime/sensitive.ts';
import { signatureHeaders } from '../services/webhook/signature.ts';
import { cloudEvent } from './cloud-event.ts';
import type { Form, Message } from './message.ts';

/** Returns the form for an operator's receiver: one CloudEvent in structured mode, signed like a rotation webhook. */
export function signedEvent(address: Sensitive, key: Sensitive, message: Message): Form {
  const body = JSON.stringify(cloudEvent(message));
  return {
    address,
    repeatable: true,
    write: async (now) => {
      const url = new URL(address.reveal());
      const nonce = random.bytes(16).toString('base64url');
      const signed = signatureHeaders(key, { url, body, now, nonce });
      return { url, headers: { 'content-type': 'application/cloudevents+json', ...signed }, body };
    },
    objection: () => undefined,
  };
}
