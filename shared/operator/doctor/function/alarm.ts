import { listFleet } from '../../../alibaba/secrets/fleet.ts';
import { openKms } from '../../../alibaba/secrets/open.ts';
import { secretName } from '../../../engine/rotation/store.ts';
import { type Member, member } from '../../report/member.ts';
import { type Check, failed, ok } from '../check.ts';
import type { DoctorContext } from '../doctor-context.ts';
import type { FunctionSubject } from './subject.ts';
import { sweepTimers } from './sweep-timer.ts';

const bad: readonly Member['state'][] = ['drifted', 'stopped', 'failing', 'malformed'];

/** The most secrets that the verdict names. */
const most = 3;

/**
 * Says by the tags of the secrets whether the alarm for failures has a reason. It does not ask Log Service for the state
 * of the alarm; see `logProjectCheck`.
 */
export function alarmCheck(context: DoctorContext, { triggers }: FunctionSubject): Check {
  return {
    title: 'alarm',
    run: async () => {
      const timers = sweepTimers(await triggers().catch(() => []));
      const named = timers.flatMap(({ secrets = [] }) => secrets.map(secretName));
      const members = await membersOf(context, named);
      const troubled = members.filter((one) => bad.includes(one.state) || one.missedAt !== undefined);
      const of = `${members.length} ${members.length === 1 ? 'secret' : 'secrets'}`;
      if (troubled.length === 0) return ok(`no reason for one, by the tags of ${of}`);
      const some = troubled.slice(0, most).map((one) => `${one.secret} ${reasonOf(one)}`);
      const rest = troubled.length > most ? [`${troubled.length - most} more`] : [];
      return failed([...some, ...rest].join(', '), 'rotator report says what each of them needs');
    },
  };
}

async function membersOf(
  { environment, credentials, clock, signal }: DoctorContext,
  named: readonly string[],
): Promise<readonly Member[]> {
  const found: Member[] = [];
  for await (const listed of listFleet(openKms(environment, credentials), signal))
    if (named.length === 0 || named.includes(secretName(listed.secret)))
      found.push(member(listed, clock.now()));
  return found;
}

function reasonOf({ state, lastError }: Member): string {
  if (!bad.includes(state)) return 'was missed';
  return state === 'malformed' || lastError === undefined ? `is ${state}` : `is ${state} (${lastError})`;
}
