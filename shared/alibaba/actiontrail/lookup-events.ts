import * as z from 'zod';
import { instant } from '../../runtime/time.ts';
import type { CloudService } from '../service.ts';

/** The fields that all records of API calls have. Whole records differ from service to service. */
const AuditEvent = z.object({
  eventTime: z.string(),
  eventName: z.string(),
  requestParameters: z.record(z.string(), z.unknown()).nullish(),
  userIdentity: z.object({ type: z.string().nullish(), userName: z.string().nullish() }).nullish(),
  sourceIpAddress: z.string().nullish(),
  errorCode: z.string().nullish(),
});
export type AuditEvent = z.output<typeof AuditEvent>;

const Answer = z.object({ Events: z.array(AuditEvent).default([]), NextToken: z.string().optional() });

interface Search {
  readonly eventName: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /** The most pages to read, of 50 events each. */
  readonly pages: number;
}

/**
 * Returns the calls of one name, the newest first. `complete` is false if there are more than were read.
 * ActionTrail takes one condition a query, and answers two queries a second. Source: ActionTrail, LookupEvents.
 */
export async function lookupEvents(
  actionTrail: CloudService,
  { eventName, from, until, pages }: Search,
  signal: AbortSignal,
): Promise<{ readonly events: readonly AuditEvent[]; readonly complete: boolean }> {
  const events: AuditEvent[] = [];
  const query = {
    'LookupAttribute.1.Key': 'EventName',
    'LookupAttribute.1.Value': eventName,
    StartTime: instant(from),
    EndTime: instant(until),
    MaxResults: '50',
  };
  let next: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const parameters = next === undefined ? query : { ...query, NextToken: next };
    const { Events, NextToken } = await actionTrail.ask('LookupEvents', Answer, parameters, signal);
    events.push(...Events);
    next = NextToken;
    if (!next) return { events, complete: true };
  }
  return { events, complete: false };
}
