import { lookupEvents } from '../../../alibaba/actiontrail/lookup-events.ts';
import { openActionTrail } from '../../../alibaba/actiontrail/open.ts';
import { day, hour } from '../../../runtime/time.ts';
import { fromNow } from '../../report/moment.ts';
import { type Check, failed, ok, skipped } from '../check.ts';
import type { DoctorContext } from '../doctor-context.ts';
import { roleNameOf } from './role-name.ts';
import type { FunctionSubject } from './subject.ts';
import { sweepTimers } from './sweep-timer.ts';

/** The most pages of the audit log to read. */
const pages = 10;

/**
 * Looks in the audit log for the last sweep: the last time at which the role of the function listed the secrets, or
 * described one of those that its timer names.
 */
export function lastSweepCheck(context: DoctorContext, subject: FunctionSubject, silence: number): Check {
  return {
    title: 'last sweep',
    run: async () => {
      const role = roleNameOf((await subject.settings()).role);
      const [timer] = sweepTimers(await subject.triggers());
      if (role === '' || !timer) return skipped('the function has no role, or no timer that sweeps');
      const eventName = timer.secrets ? 'DescribeSecret' : 'ListSecrets';
      const { environment, credentials, signal, clock } = context;
      const trail = openActionTrail(environment, credentials);
      const until = clock.now();
      const search = { eventName, from: until - 7 * day, until, pages };
      const { events, complete } = await lookupEvents(trail, search, signal);
      const last = events.find(({ userIdentity }) => userIdentity?.userName?.startsWith(`${role}:`));
      const remedy = `look at the log of ${subject.name}, and try: rotator invoke ${subject.name} EVENT`;
      if (!last && !complete) return skipped('not among the newest calls in the audit log');
      if (!last) return failed('none in the last 7 days', remedy);
      const at = Date.parse(last.eventTime);
      const when = fromNow(at, until);
      return until - at > silence ? failed(`${when}, longer ago than ${silence / hour} h`, remedy) : ok(when);
    },
  };
}
