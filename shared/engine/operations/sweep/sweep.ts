import { timeLeft } from '../../../runtime/deadline.ts';
import { SecretNotFound } from '../../rotation/errors.ts';
import { ours } from '../../rotation/internal-error.ts';
import type { SecretId } from '../../rotation/store.ts';
import { assess, type Task } from './assess.ts';
import { enqueue, handed, handOverAll } from './enqueue.ts';
import { meet, Neighbourhood } from './neighbours.ts';
import { type Batch, type SecretOutcome, type SweepRequest, type SweepResult, Tally } from './outcome.ts';
import { keepApart, type Pairs, rememberPair } from './pair-spacing.ts';
import type { SweepPorts } from './ports.ts';
import { runPool } from './run-pool.ts';
import { failed, runTask } from './run-task.ts';
import { ServerLimiter } from './server-limiter.ts';

const usual = { concurrency: 8, perServer: 4 };

/** Nothing is begun any more when less time is left, in milliseconds, or less than half of it all. */
const reserve = 15_000;

/**
 * What the timer runs: rotates what is due, ends what is over its grace, for every secret of this type. A secret
 * that fails, for whatever reason, is recorded and passed over. Throws only where the fleet cannot be listed.
 */
export async function sweep<Value>(ports: SweepPorts<Value>, request: SweepRequest): Promise<SweepResult> {
  const { concurrency = usual.concurrency, perServer = usual.perServer, dryRun = false } = request;
  const gated = { ...ports, type: new ServerLimiter(perServer).guard(ports.type) };
  if (request.batch) return sweepLane(gated, request.batch);
  const tally = new Tally();
  const hood = new Neighbourhood();
  const guarded = { ...gated, neighbours: hood.ask };
  const tasks = await survey(guarded, request, tally, hood);
  if (dryRun) {
    tally.add(tasks.map(wouldBe));
    return tally.result(ports.type.type, true);
  }
  const hasTime = enoughTime(ports);
  await meet(guarded, hood, tasks, concurrency, hasTime);
  const { done, left } = await runPool(tasks, concurrency, hasTime, (task) => runTask(guarded, task));
  tally.add(done);
  const staysHere = (task: Task) => needsOthers(task) || hood.of(task.secret).length > 0;
  tally.add(await passOn(guarded, left, concurrency, staysHere));
  return tally.result(ports.type.type);
}

/** What is to be done, what has waited longest first. Of all others only what became of them is kept. */
async function survey<Value>(
  { fleet, type, signal, clock, environmentName: environment, configuration }: SweepPorts<Value>,
  { verify, secrets }: SweepRequest,
  tally: Tally,
  hood: Neighbourhood,
): Promise<readonly Task[]> {
  const named = secrets && new Set(secrets);
  const unfound = new Map((secrets ?? []).map((secret) => [secret, missing(secret)]));
  const tasks: Task[] = [];
  const pairs: Pairs = new Map();
  for await (const listed of fleet.list(signal)) {
    const { secret, tags } = listed;
    rememberPair(pairs, listed, clock.now());
    if (tags['rotation:type'] === type.type) hood.remember(listed);
    if (named?.has(secret) === false) continue;
    if (tags['rotation:type'] !== undefined) unfound.delete(secret);
    else if (named) unfound.set(secret, untyped(secret));
    if (tags['rotation:type'] !== type.type) continue;
    const found = assess(listed, { environment, configuration, now: clock.now(), verify });
    if ('task' in found) tasks.push(found.task);
    else tally.add([found.idle]);
  }
  const ordered = tasks.toSorted((one, other) => one.at - other.at);
  const { kept, apart } = keepApart(pairs, ordered, clock.now());
  tally.add(apart);
  tally.add([...unfound.values()]);
  return kept;
}

/** Whoever names a secret wants it rotated, and would wait for ever. */
function missing(secret: SecretId): SecretOutcome {
  return failed(secret, new SecretNotFound(secret, 'secret'));
}

function untyped(secret: SecretId): SecretOutcome {
  return { SecretId: secret, Outcome: 'malformed', Reason: 'it has no tag rotation:type' };
}

/** By the clock the deadline was made with, whatever time the engine is told. */
function enoughTime({ signal }: { readonly signal: AbortSignal }): () => boolean {
  const least = Math.min(reserve, timeLeft(signal) / 2);
  return () => !signal.aborted && timeLeft(signal) >= least;
}

/** Who stays waits for the next sweep: an invocation of its own would not see the others. */
async function passOn<Value>(
  ports: SweepPorts<Value>,
  left: readonly Task[],
  lanes: number,
  staysHere: (task: Task) => boolean,
): Promise<readonly SecretOutcome[]> {
  const now = ports.clock.now();
  const [paired, single] = [left.filter(staysHere), left.filter((task) => !staysHere(task))];
  const { handOver: _, ...alone } = ports;
  const waiting = await enqueue(
    alone,
    paired.map((task) => handed(task, now)),
  );
  return [
    ...waiting,
    ...(await handOverAll(
      ports,
      single.map((task) => handed(task, now)),
      lanes,
    )),
  ];
}

/** One of a pair. To be verified, a secret has time until the next sweep that is asked to. */
const needsOthers = ({ kind, policy }: Task) => kind === 'verify' || policy.pair !== undefined;

/** The others are handed on in any case; the secret itself is judged anew, however late this delivery comes. */
async function sweepLane<Value>(ports: SweepPorts<Value>, [first, ...others]: Batch): Promise<SweepResult> {
  const tally = new Tally();
  try {
    const done = first ? [await lookAfter(ports, first.secret)] : [];
    for (const swept of done) ports.swept?.(swept);
    tally.add(done);
  } finally {
    if (others.length > 0) tally.add(await enqueue(ports, others));
  }
  return tally.result(ports.type.type);
}

/** The sweep that has handed it on knows of no other secret of its account. */
async function lookAfter<Value>(ports: SweepPorts<Value>, secret: SecretId): Promise<SecretOutcome> {
  const { neighbours: _, ...alone } = ports;
  try {
    const listed = await ports.fleet.find(secret, ports.signal);
    const occasion = {
      environment: ports.environmentName,
      configuration: ports.configuration,
      now: ports.clock.now(),
      verify: false,
    };
    const found = assess(listed, occasion);
    return 'idle' in found ? found.idle : await runTask(alone, found.task);
  } catch (error) {
    return failed(secret, ours(error));
  }
}

const plans = {
  rotate: 'would-rotate',
  retire: 'would-retire',
  alert: 'would-alert',
  verify: 'would-verify',
} as const;

function wouldBe({ kind, secret }: Task): SecretOutcome {
  return { SecretId: secret, Outcome: plans[kind] };
}
