import type { Credentials } from '../alibaba/credentials.ts';
import type { Destination } from './destination.ts';
import { dingtalk } from './dingtalk.ts';
import { eventBridge } from './event-bridge.ts';
import { feishu } from './feishu.ts';
import type { Form, Message } from './message.ts';
import { signedEvent } from './signed-event.ts';
import { slack } from './slack.ts';

/** Returns the form in which a destination gets a message. */
export function formOf(to: Destination, message: Message, credentials: Credentials): Form {
  switch (to.Form) {
    case 'dingtalk':
      return dingtalk(to.Url, to.Key, message);
    case 'feishu':
      return feishu(to.Url, to.Key, message);
    case 'slack':
      return slack(to.Url, message);
    case 'cloudevents':
      return signedEvent(to.Url, to.Key, message);
    case 'eventbridge':
      return eventBridge(to.Url, to.BusName, message, credentials);
    default:
      return to satisfies never;
  }
}
