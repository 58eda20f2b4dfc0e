import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { Sensitive } from '../runtime/sensitive.ts';
import { readJson } from './answer.ts';
import { formatMessage } from './format-message.ts';
import type { Form, Message } from './message.ts';

const Answer = z.union([
  z.object({ code: z.number() }),
  z.object({ StatusCode: z.number() }).transform(({ StatusCode: code }) => ({ code })),
]);

/**
 * Returns the form for a custom bot of Feishu or Lark. If it has a key, the body carries the time in seconds and a
 * signature. The signature is an HMAC over nothing, with time and key as its key. Source: Feishu, "Custom bot usage
 * guide", signature verification.
 */
export function feishu(address: Sensitive, key: Sensitive | undefined, message: Message): Form {
  return {
    address,
    repeatable: false,
    write: async (now) => {
      const text = { msg_type: 'text', content: { text: formatMessage(message).text } };
      const body = key ? { ...signature(key, now), ...text } : text;
      return { url: new URL(address.reveal()), headers: {}, body: JSON.stringify(body) };
    },
    objection: (answer) => {
      const code = readJson(Answer, answer)?.code;
      return code === 0 ? undefined : `code ${code ?? 'missing'}`;
    },
  };
}

function signature(key: Sensitive, now: number) {
  const timestamp = String(Math.floor(now / 1_000));
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${key.reveal()}`).digest('base64') };
}
