import type { Sensitive } from '../runtime/sensitive.ts';
import { formatMessage } from './format-message.ts';
import type { Form, Message } from './message.ts';

/**
 * Returns the form for an incoming webhook of Slack. Its address is its only credential, and `ok` its only answer of
 * success.
 * Source: Slack, "Sending messages using incoming webhooks".
 */
export function slack(address: Sensitive, message: Message): Form {
  const body = JSON.stringify({ text: formatMessage(message).text.replaceAll('&', '&amp;'), mrkdwn: false });
  return {
    address,
    repeatable: false,
    write: async () => ({ url: new URL(address.reveal()), headers: {}, body }),
    objection: (answer) => (answer.reveal().trim() === 'ok' ? undefined : 'something other than ok'),
  };
}
