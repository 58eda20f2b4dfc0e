import { defaultCredentials } from '../../alibaba/credentials.ts';
import { openFleet, openStore } from '../../alibaba/secrets/open.ts';
import type {
  SecretOutcome,
  SweepOutcome,
  SweepRequest,
  SweepResult,
} from '../../engine/operations/sweep/outcome.ts';
import type { RotationError } from '../../engine/rotation/errors.ts';
import { ours } from '../../engine/rotation/internal-error.ts';
import type { ListedSecret } from '../../engine/rotation/store.ts';
import type { Compose } from '../../entry/composition.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';
import { paints as pc } from './paint.ts';
import type { Terminal } from './terminal.ts';

export interface SweepOptions extends Omit<SweepRequest, 'operation' | 'lane'> {
  /** Milliseconds. */
  readonly timeout: number;
}

/** Outcomes that an operator must look at. */
const bad: readonly SweepOutcome[] = ['failed', 'malformed', 'missed', 'drifted', 'stopped', 'held-back'];

/** A type whose sweep failed as a whole. */
interface FailedType {
  readonly Type: string;
  readonly Error: Pick<RotationError, 'code' | 'aftermath' | 'message'>;
}

/** Runs `rotator sweep`: does in this process what the timers of all functions would do now. */
export async function sweep(
  types: readonly Compose[],
  environment: Environment,
  { timeout, ...wishes }: SweepOptions,
  out: Terminal,
): Promise<number> {
  using deadline = startDeadline(timeout, 0);
  using closing = startDeadline(timeout, -2_000);
  const credentials = defaultCredentials();
  const fleet = openFleet(environment, credentials);
  const all: ListedSecret[] = [];
  for await (const listed of fleet.list(deadline.signal)) all.push(policyOnly(listed));
  const surroundings = {
    environment,
    credentials,
    store: openStore(environment, credentials),
    fleet: { ...fleet, list: () => again(all) },
    signal: deadline.signal,
    closing: closing.signal,
    emit: () => {},
  };
  const results: SweepResult[] = [];
  const failures: FailedType[] = [];
  for (const compose of types) {
    const engine = compose(surroundings);
    try {
      const result = await engine.sweep({ operation: 'sweep', ...wishes });
      results.push(result);
      for (const outcome of result.Secrets) out.say(line(outcome));
    } catch (error) {
      // The other types are still swept, as their own timers do it.
      const { code, aftermath, message } = ours(error);
      failures.push({ Type: engine.type, Error: { code, aftermath, message } });
      out.say(`${pc.red(code)} (aftermath: ${aftermath}), all of ${engine.type}: ${message}`);
    }
  }
  out.document([...results, ...failures]);
  out.say(summary(results));
  if (failures.length > 0) return 1;
  return results.some(({ Counts }) => bad.some((outcome) => Counts[outcome])) ? 1 : 0;
}

/** Yields one listing again, for every type. Meanwhile, only the tags of this product are kept. */
async function* again(all: readonly ListedSecret[]) {
  yield* all;
}

function policyOnly({ tags, ...listed }: ListedSecret): ListedSecret {
  const own = Object.entries(tags).filter(([name]) => name.startsWith('rotation:'));
  return { ...listed, tags: Object.fromEntries(own) };
}

function line({ SecretId: secret, Outcome: outcome, Reason: reason, Code: code }: SecretOutcome): string {
  const colour = bad.includes(outcome) ? pc.red : outcome === 'rotated' ? pc.green : pc.yellow;
  const why = [code, reason].filter(Boolean).join(': ');
  return `${colour(outcome.padEnd(12))} ${secret}${why === '' ? '' : pc.dim(`  ${why}`)}`;
}

function summary(results: readonly SweepResult[]): string {
  const counts = new Map<string, number>();
  for (const { Counts } of results)
    for (const [outcome, count] of Object.entries(Counts))
      counts.set(outcome, (counts.get(outcome) ?? 0) + count);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const told = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  return `${total} secrets${told === '' ? '' : `: ${told}`}`;
}
