import type { Result } from '../../../shared/engine/rotation/result.ts';
import type { Switches } from '../../../shared/sandbox/switches.ts';
import { Halt, type HaltPoint } from '../stand/halt.ts';
import { patience } from '../stand/patience.ts';
import { evict, rotate } from '../stand/rotate.ts';
import { stretched } from '../stand/stretched.ts';
import type { Subject } from '../stand/subject.ts';
import { lookAt } from './credentials-kept.ts';
import { brokenAtRest, brokenInTheEnd, type Reading } from './oracle.ts';
import { onScene, type Scene } from './scene.ts';

/** What happens while a rotation is frozen. */
export const happenings = ['an emergency', 'other rotations', 'nothing'] as const;
type Happening = (typeof happenings)[number];

/** What the store does with a move that comes too late. */
export const lateMoves = ['move', 'stay', 'reject'] as const satisfies Switches['removeFromMismatch'][];
type LateMove = (typeof lateMoves)[number];

export interface Frozen {
  readonly subject: Subject;
  readonly reading: Reading;
  readonly lateMove: LateMove;
  readonly happening: Happening;
}

/** How a frozen rotation is told to go on, and waited for. */
export interface Sleeper {
  /** Where it was frozen. */
  readonly at: string;
  /** Frees what it has locked in the service. */
  loseLock(): Promise<void>;
  wake(): Promise<unknown>;
}

/** A rotation of this process that stands still at a point; nothing where it never comes there. */
export async function freezeAt(
  { cloud, ready: { secret } }: Scene,
  { type, issues }: Subject,
  point: HaltPoint,
): Promise<Sleeper | undefined> {
  const halt = new Halt(point);
  // Others wait for the end of one that has issued a value which nobody has stored.
  const timeout = issues ? stretched(5_000) : patience;
  const options = { halt, token: 'frozen', timeout };
  const end = rotate(cloud, type, secret, options).catch((error: unknown) => error);
  await Promise.race([halt.reached, end]);
  if (halt.at === undefined) return undefined;
  return {
    at: halt.at,
    loseLock: () => halt.loseLock(),
    wake: () => {
      halt.release();
      return end;
    },
  };
}

/**
 * Freezes a rotation, has something happen meanwhile, lets it go on, and runs one more rotation. What is wrong in the end;
 * nothing where the point was never reached.
 */
export function problemsOf(
  one: Frozen,
  freeze: (scene: Scene) => Promise<Sleeper | undefined>,
): Promise<string[] | undefined> {
  const { subject, lateMove, happening } = one;
  const reading = { ...one.reading, removeFromMismatch: lateMove };
  return onScene(subject, reading, async (scene) => {
    const { cloud, ready } = scene;
    await rotate(cloud, subject.type, ready.secret, { token: 'before' });
    const sleeper = await freeze(scene);
    if (sleeper === undefined) return undefined;
    const problems = await happen(scene, one, sleeper);
    await sleeper.wake();
    problems.push(...brokenAtRest(await lookAt(cloud, ready)).map((text) => `once awake: ${text}`));
    const last = await outcomeOf(rotate(cloud, subject.type, ready.secret, { token: 'after' }));
    if (!/^(rotated|superseded|already-current)$/.test(last)) problems.push(`then: ${last}`);
    problems.push(...brokenInTheEnd(await lookAt(cloud, ready), subject, reading));
    return problems.map((text) => `${sleeper.at}, ${happening}, late moves ${lateMove}: ${text}`);
  });
}

async function happen(
  { cloud, ready: { secret } }: Scene,
  { subject: { type }, happening }: Frozen,
  sleeper: Sleeper,
): Promise<string[]> {
  if (happening === 'nothing') return [];
  if (happening === 'an emergency') {
    const end = await outcomeOf(evict(cloud, type, secret));
    return /^(evicted|rotated)$/.test(end) ? [] : [`the emergency: ${end}`];
  }
  await sleeper.loseLock();
  // The first one goes on with what the frozen one has begun, and the second one ends that.
  const ends = [await outcomeOf(rotate(cloud, type, secret)), await outcomeOf(rotate(cloud, type, secret))];
  return ends.filter((end) => end !== 'rotated').map((end) => `meanwhile: ${end}`);
}

function outcomeOf(run: Promise<Result>): Promise<string> {
  return run.then(({ Outcome }) => Outcome, String);
}
