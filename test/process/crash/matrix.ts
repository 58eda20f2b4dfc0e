import { Step } from '../../../shared/engine/rotation/result.ts';
import { readings } from '../../support/crash/oracle.ts';
import { type Subject, titleOf } from '../../support/stand/subject.ts';
import { type Entry, type Kill, kill, type Seen } from './kill.ts';

/** Each subject in every way: whole rotations, the first and a later one, each single step, and the way back. */
export function entries(subjects: readonly Subject[]): Entry[] {
  const ways = [
    { asks: 'rotate', rotation: 'first' },
    { asks: 'rotate', rotation: 'later' },
    ...Step.options.map((asks) => ({ asks, rotation: 'later' }) as const),
    { asks: 'rollback', rotation: 'later' },
  ] as const;
  // Where a service holds one value there is no way back.
  const can = (subject: Subject, { asks }: Pick<Entry, 'asks'>) => asks !== 'rollback' || subject.dual;
  return subjects.flatMap((subject) =>
    ways.filter((way) => can(subject, way)).map((way) => ({ subject, ...way })),
  );
}

/** Runs the entry with nobody killed, and tells the messages it takes where it takes the most. */
export async function messagesOf(entry: Entry): Promise<readonly string[]> {
  const { messages, problems } = await kill({ ...entry, again: 'same token', reading: readings[0] });
  if (problems.length > 0) throw new Error(`${describe(entry)} fails undisturbed: ${problems.join('; ')}`);
  return messages;
}

const tokens = ['same token', 'new token'] as const;

/**
 * The kills at each point in both moments. After the reply to a message was lost and before the next one was sent
 * the services stand alike: of these two, one goes on with the same token and one with a new one. `every` tries
 * both tokens at both.
 *
 * Until the stages are read inside the lock, an instance only looks. Those points are the same for every way in,
 * and without `every` are tried in first rotations only.
 */
export function killsOf(entry: Entry, messages: readonly string[], every: boolean): Kill[] {
  const looked = messages.findIndex((message) => message.startsWith('ListSecretVersionIds'));
  const first = every || (entry.asks === 'rotate' && entry.rotation === 'first') ? 0 : looked;
  const kills: Kill[] = [];
  for (let number = first + 1; number <= messages.length; number += 1)
    for (const moment of ['before', 'after'] as const)
      for (const again of every ? tokens : [tokens[number % 2] ?? tokens[0]])
        kills.push({ ...entry, point: { number, moment }, again, reading: readingFor(kills.length) });
  return kills;
}

/** Each is met at every fourth kill, and shifted by one from moment to moment and from token to token. */
function readingFor(count: number) {
  return readings[(count + (count >> 2)) % readings.length] ?? readings[0];
}

function describe({ subject, asks, rotation }: Entry): string {
  const way = asks === 'rotate' ? `${rotation} rotation` : asks;
  return `${titleOf(subject)}, ${way}`;
}

/** Says where a kill was, by what the instance had said until then. */
export function describeKill({ point, again, reading, ...entry }: Kill, { messages }: Seen): string {
  const { previousFollowsCurrent, previousOntoCurrent } = reading;
  const calls = messages.filter((message) => message.endsWith('to the cloud'));
  return [
    describe(entry),
    `killed ${point?.moment} message ${point?.number} (${messages.at(-1)}; last call: ${calls.at(-1)})`,
    `again with the ${again}`,
    `previous ${previousFollowsCurrent ? 'follows' : 'stays'}, onto current: ${previousOntoCurrent}`,
  ].join(', ');
}
