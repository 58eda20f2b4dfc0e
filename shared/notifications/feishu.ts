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
 * A custom bot of Feishu or Lark. Where it has a key, time in seconds and signature stand in the body: time and key are
 * the key of an HMAC over nothing. Source: Feishu, "Custom bot usage guide", signature verification.
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
