import type { SecretId } from '../../engine/rotation/store.ts';
import { adviceOn } from '../../notifications/advice.ts';
import { hour } from '../../runtime/time.ts';
import type { Member } from './member.ts';
import { fromNow, span } from './moment.ts';

/** Milliseconds that a secret may wait for a timer. Timers run every few minutes, so a longer wait is in vain. */
const patience = 2 * hour;

/** One thing that the operator should know, and all secrets that it applies to. */
export interface Concern {
  /** The urgency. `act` means that nothing gets better by itself. */
  readonly level: 'act' | 'watch';
  readonly title: string;
  readonly advice: string;
  /** The command of this tool that says more about one of the secrets. */
  readonly command: 'plan' | 'verify' | undefined;
  readonly secrets: readonly { readonly secret: SecretId; readonly detail: string }[];
}

type Finding = Omit<Concern, 'secrets' | 'command'> & {
  readonly command?: 'plan' | 'verify';
  readonly detail: string;
};

/** Returns what needs the operator, by cause: what does not get better by itself first, then in order of members. */
export function concerns(members: readonly Member[], now: number): readonly Concern[] {
  const found = new Map<string, Concern>();
  for (const member of members)
    for (const { detail, command, ...cause } of findings(member, now)) {
      const key = `${cause.level} ${cause.title}`;
      const secrets = [...(found.get(key)?.secrets ?? []), { secret: member.secret, detail }];
      found.set(key, { ...cause, command, secrets });
    }
  const all = [...found.values()];
  return [...all.filter(({ level }) => level === 'act'), ...all.filter(({ level }) => level === 'watch')];
}

function findings(member: Member, now: number): readonly Finding[] {
  return [ofState(member, now), ofPrevious(member, now)].filter((finding) => finding !== undefined);
}

function ofState(member: Member, now: number): Finding | undefined {
  const { state } = member;
  switch (state) {
    case 'drifted':
      return {
        level: 'act',
        title: 'Drifted: the current value does not log in as it should',
        command: 'verify',
        advice:
          'Somebody has changed it in the service. A verification shows which stored value logs in, and how to repair it.',
        detail: aged(member),
      };
    case 'stopped':
    case 'failing':
      return failing(member, now);
    case 'malformed':
      return {
        level: 'act',
        title: 'Malformed tags',
        advice: 'It is not rotated until they are corrected.',
        detail: member.lastError ?? '',
      };
    case 'due':
    case 'new':
    case 'ok':
      return heldBack(member) ?? overdue(member, now) ?? unscheduled(member);
    case 'off':
      return {
        level: 'watch',
        title: 'Switched off',
        advice: 'rotation:auto is off: only an operator rotates it.',
        detail: aged(member),
      };
    case 'deleting':
      return undefined;
    default:
      return state satisfies never;
  }
}

function failing({ state, lastError = 'unknown', failures, failedAt }: Member, now: number): Finding {
  const stopped = state === 'stopped';
  const last = failedAt === undefined ? '' : `, last ${fromNow(failedAt, now)}`;
  return {
    level: 'act',
    title: `${stopped ? 'Stopped by' : 'Failing with'} ${lastError}`,
    command: 'plan',
    advice: `${stopped ? 'Timers no longer rotate it. ' : ''}${adviceOn(lastError)}`,
    detail: `${counted(failures)}${last}`,
  };
}

function counted(failures: number): string {
  if (failures === 0) return 'not counted, as the service did not answer';
  return failures === 1 ? '1 failure' : `${failures} failures in a row`;
}

function heldBack(member: Member): Finding | undefined {
  if (member.lastError !== 'account-shared') return undefined;
  return {
    level: 'act',
    title: 'Held back: another secret has the same account',
    command: 'plan',
    advice: adviceOn(member.lastError),
    detail: aged(member),
  };
}

function overdue({ missedAt, dueAt }: Member, now: number): Finding | undefined {
  const late = missedAt ?? dueAt;
  if (late === undefined || now - late <= patience) return undefined;
  return {
    level: 'act',
    title: 'Overdue',
    command: 'plan',
    advice: 'No timer rotated it: check whether the timer of its function runs.',
    detail: `due ${fromNow(late, now)}`,
  };
}

function unscheduled(member: Member): Finding | undefined {
  if (member.schedule !== undefined) return undefined;
  return {
    level: 'watch',
    title: 'Without a schedule',
    advice: 'Timers never rotate it. If they should, give it the tag rotation:schedule.',
    detail: aged(member),
  };
}

function ofPrevious({ previous, users }: Member, now: number): Finding | undefined {
  if (previous.state !== 'over' || now - previous.since <= patience) return undefined;
  if (users?.state === 'seen' && users.places.length > 0)
    return {
      level: 'watch',
      title: 'Previous credential still used',
      advice: 'It is kept until nobody uses it: let these clients read the secret again.',
      detail: users.places
        .map(({ sessions, from = 'an unknown place' }) => `${sessions ?? 'some'} from ${from}`)
        .join(', '),
    };
  return {
    level: 'watch',
    title: 'Previous credential not ended',
    advice:
      'Its grace period is over. It is still used, or its strategy never ends a value: a retirement shows which.',
    detail: `grace over since ${span(now - previous.since)}`,
  };
}

function aged({ ageMs, rotatedAt }: Member): string {
  if (ageMs === undefined) return 'age unknown';
  return rotatedAt === undefined ? `never rotated, made ${span(ageMs)} ago` : `rotated ${span(ageMs)} ago`;
}
