import * as z from 'zod';
import { day, instant } from '../../runtime/time.ts';
import type { AuditRecord } from '../audit.ts';
import { defineOperation } from '../operation.ts';

const Instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'it is no time such as 2026-01-31T12:00:00Z')
  .transform((text) => Date.parse(text));

const Condition = z.object({
  Key: z.enum(['ServiceName', 'EventName', 'User', 'EventId', 'EventAccessKeyId']),
  Value: z.string(),
});
type Condition = z.output<typeof Condition>;

const week = 7 * day;

/**
 * Lists audit records, the newest first by default. If no time is given, it searches the last seven days. A query has
 * at most one condition, and none on resources, which the records do not name. Source: ActionTrail, LookupEvents.
 */
export const lookupEvents = defineOperation({
  action: 'LookupEvents',
  parameters: z.object({
    StartTime: Instant.optional(),
    EndTime: Instant.optional(),
    LookupAttribute: z.array(Condition).max(1, 'there is more than one condition').default([]),
    Direction: z.enum(['FORWARD', 'BACKWARD']).default('BACKWARD'),
    MaxResults: z.coerce.number().int().min(0).max(50).default(20),
    NextToken: z
      .string()
      .regex(/^\d{1,9}$/, 'it is no token of this query')
      .optional(),
  }),
  resource: () => '*',
  perform(cloud, given) {
    const { EndTime: until = cloud.now(), LookupAttribute, Direction, MaxResults, NextToken } = given;
    const { StartTime: from = until - week } = given;
    const within = ({ eventTime }: AuditRecord) =>
      Date.parse(eventTime) >= from && Date.parse(eventTime) <= until;
    const found = cloud.audit.records.filter(
      (record) => within(record) && LookupAttribute.every((condition) => holds(condition, record)),
    );
    const ordered = Direction === 'FORWARD' ? found : found.toReversed();
    const begin = Number(NextToken ?? 0);
    const end = begin + MaxResults;
    return {
      StartTime: instant(from),
      EndTime: instant(until),
      Events: ordered.slice(begin, end),
      ...(end < ordered.length && MaxResults > 0 ? { NextToken: String(end) } : {}),
    };
  },
});

function holds({ Key, Value }: Condition, record: AuditRecord): boolean {
  switch (Key) {
    case 'ServiceName':
      return record.serviceName === Value;
    case 'EventName':
      return record.eventName === Value;
    case 'User':
      return record.userIdentity?.userName === Value;
    case 'EventId':
      return record.eventId === Value;
    case 'EventAccessKeyId':
      return record.userIdentity?.accessKeyId === Value;
    default:
      return Key satisfies never;
  }
}
