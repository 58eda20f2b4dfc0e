import { RotationError, SecretNotFound } from '../../rotation/errors.ts';
import type { SecretId } from '../../rotation/store.ts';
import { timeLeft } from '../../runtime/deadline.ts';
import type { Listed } from '../standing.ts';
import { keepApart } from './apart.ts';
import { assess, type Errand } from './assess.ts';
import { Gate } from './gate.ts';
import { handed, handOn, handOverAll } from './hand-on.ts';
import type { SweepPorts } from './ports.ts';
import { failed, runErrand } from './run-errand.ts';
import { type Lane, type SweepRequest, type SweepResult, type Swept, sweepResult } from './swept.ts';
import { workOff } from './work-off.ts';

const usual = { concurrency: 8, perServer: 4 };

/** Nothing is begun any more when less time is left, in milliseconds, or less than half of it all. */
const reserve = 15_000;

/**
 * What the timer runs: rotates what is due, ends what is over its grace, for every secret of this type. A secret
 * that fails is counted, recorded and passed over. Throws only where the fleet cannot be listed, and on a bug.
 */
export async function sweep<Value>(ports: SweepPorts<Value>, request: SweepRequest): Promise<SweepResult> {
  const { concurrency = usual.concurrency, perServer = usual.perServer, dryRun = false } = request;
  const guarded = { ...ports, type: new Gate(perServer).guard(ports.type) };
  if (request.lane) return sweepLane(guarded, request.lane);
  const { errands, rest } = await survey(guarded, request);
  if (dryRun) return sweepResult(ports.type.type, [...rest, ...errands.map(wouldBe)], true);
  const { done, left } = await workOff(errands, concurrency, enoughTime(ports), (errand) =>
    runErrand(guarded, errand),
  );
  const passedOn = await passOn(guarded, left, concurrency);
  return sweepResult(ports.type.type, [...rest, ...done, ...passedOn], false);
}

/** What is to be done, what has waited longest first; and what became of all others. */
async function survey<Value>(
  ports: SweepPorts<Value>,
  { verify, secrets }: SweepRequest,
): Promise<{ readonly errands: readonly Errand[]; readonly rest: readonly Swept[] }> {
  const { fleet, type, signal, clock, environmentName: environment, configuration } = ports;
  const all = await fleet.list(signal);
  const now = clock.now();
  const named = secrets === undefined ? all : all.filter(({ secret }) => secrets.includes(secret));
  const own = named.filter(({ tags }) => tags['rotation:type'] === type.type);
  const found = own.map((listed) => assess(listed, { environment, configuration, now, verify }));
  const errands = found.flatMap((one) => ('errand' in one ? one.errand : []));
  const ordered = errands.toSorted((one, other) => one.at - other.at);
  const { kept, apart } = keepApart(all, ordered, now);
  const idle = found.flatMap((one) => ('idle' in one ? one.idle : []));
  return { errands: kept, rest: [...idle, ...apart, ...unfound(secrets ?? [], all)] };
}

/** Whoever names a secret wants it rotated, and would wait for ever. */
function unfound(secrets: readonly SecretId[], all: readonly Listed[]): readonly Swept[] {
  const tags = new Map(all.map((listed) => [listed.secret, listed.tags]));
  return secrets.flatMap((secret) => {
    if (!tags.has(secret)) return failed(secret, new SecretNotFound(secret, 'secret'));
    if (tags.get(secret)?.['rotation:type'] !== undefined) return [];
    return { SecretId: secret, Outcome: 'malformed', Reason: 'it has no tag rotation:type' } as const;
  });
}

/** By the clock the deadline was made with, whatever time the engine is told. */
function enoughTime({ signal }: { readonly signal: AbortSignal }): () => boolean {
  const least = Math.min(reserve, timeLeft(signal) / 2);
  return () => !signal.aborted && timeLeft(signal) >= least;
}

/** Who is of a pair waits for the next sweep: an invocation of its own would not see the other one. */
async function passOn<Value>(
  ports: SweepPorts<Value>,
  left: readonly Errand[],
  lanes: number,
): Promise<readonly Swept[]> {
  const now = ports.clock.now();
  const [paired, single] = [left.filter(staysHere), left.filter((errand) => !staysHere(errand))];
  const { handOver: _, ...alone } = ports;
  const waiting = await handOn(
    alone,
    paired.map((errand) => handed(errand, now)),
  );
  return [
    ...waiting,
    ...(await handOverAll(
      ports,
      single.map((errand) => handed(errand, now)),
      lanes,
    )),
  ];
}

/** To be verified, a secret has time until the next sweep that is asked to. */
const staysHere = ({ kind, policy }: Errand) => kind === 'verify' || policy.pair !== undefined;

/** The others are handed on in any case; the secret itself is judged anew, however late this delivery comes. */
async function sweepLane<Value>(ports: SweepPorts<Value>, [first, ...others]: Lane): Promise<SweepResult> {
  const done: Swept[] = [];
  try {
    if (first) done.push(await lookAfter(ports, first.secret));
    for (const swept of done) ports.swept?.(swept);
  } finally {
    if (others.length > 0) done.push(...(await handOn(ports, others)));
  }
  return sweepResult(ports.type.type, done, false);
}

async function lookAfter<Value>(ports: SweepPorts<Value>, secret: SecretId): Promise<Swept> {
  try {
    const listed = await ports.fleet.find(secret, ports.signal);
    const occasion = {
      environment: ports.environmentName,
      configuration: ports.configuration,
      now: ports.clock.now(),
      verify: false,
    };
    const found = assess(listed, occasion);
    return 'idle' in found ? found.idle : await runErrand(ports, found.errand);
  } catch (error) {
    if (error instanceof RotationError) return failed(secret, error);
    throw error;
  }
}

const plans = {
  rotate: 'would-rotate',
  retire: 'would-retire',
  alert: 'would-alert',
  verify: 'would-verify',
} as const;

function wouldBe({ kind, secret }: Errand): Swept {
  return { SecretId: secret, Outcome: plans[kind] };
}
