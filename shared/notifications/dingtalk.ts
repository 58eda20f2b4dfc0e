import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { Sensitive } from '../runtime/sensitive.ts';
import { readJson } from './answer.ts';
import { formatMessage } from './format-message.ts';
import type { Form, Message } from './message.ts';

const Answer = z.object({ errcode: z.number() });

/**
 * Returns the form for a custom robot of DingTalk. If it has a key (`SEC…`), the address carries time and signature.
 * The message is plain text, since a name could be a link in Markdown. Source: DingTalk, "Custom robot access" and
 * "Security settings".
 */
export function dingtalk(address: Sensitive, key: Sensitive | undefined, message: Message): Form {
  return {
    address,
    repeatable: false,
    write: async (now) => {
      const url = new URL(address.reveal());
      if (key) {
        const signed = `${now}\n${key.reveal()}`;
        url.searchParams.set('timestamp', String(now));
        url.searchParams.set('sign', createHmac('sha256', key.reveal()).update(signed).digest('base64'));
      }
      return { url, headers: {}, body: JSON.stringify(bodyOf(message)) };
    },
    objection: (answer) => {
      const errcode = readJson(Answer, answer)?.errcode;
      return errcode === 0 ? undefined : `errcode ${errcode ?? 'missing'}`;
    },
  };
}

function bodyOf(message: Message) {
  return { msgtype: 'text', text: { content: formatMessage(message).text } };
}
