import { digestOf } from '../../../shared/notifications/digest.ts';
import type { Message } from '../../../shared/notifications/message.ts';
import { Notice } from '../../../shared/notifications/notice.ts';

export const notice = (Kind: Notice['Kind'], SecretId: string, more: Partial<Notice> = {}): Notice =>
  Notice.parse({ Kind, At: '2026-11-25T02:00:00.000Z', SecretId, ...more });

export function message(...notices: readonly Notice[]): Message {
  return {
    digest: digestOf(notices),
    rest: {},
    origin: { type: 'rds-mysql', environment: 'production', region: 'cn-hangzhou' },
    id: 'message-1',
    at: Date.parse('2026-11-25T02:00:01Z'),
  };
}
