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

/** Milliseconds that must be left to begin a task, unless half of all the time is less. */
const reserve = 15_000;

/**
 * Rotates every secret of this type that is due, and retires credentials past their grace; the timer runs it. A secret
 * that fails for any reason is recorded and skipped. Throws only if the fleet cannot be listed.
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

/** Returns the tasks, the one that has waited longest first. For all other secrets, `tally` keeps the outcome. */
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
  const { kept, spaced } = keepApart(pairs, ordered, clock.now());
  tally.add(spaced);
  tally.add([...unfound.values()]);
  return kept;
}

/** Returns a failure for a named secret that does not exist. The caller wants it rotated, and would wait for ever. */
function missing(secret: SecretId): SecretOutcome {
  return failed(secret, new SecretNotFound(secret, 'secret'));
}

function untyped(secret: SecretId): SecretOutcome {
  return { SecretId: secret, Outcome: 'malformed', Reason: 'it has no tag rotation:type' };
}

/** Returns a check for enough time, by the clock of the deadline, whatever clock the engine has. */
function enoughTime({ signal }: { readonly signal: AbortSignal }): () => boolean {
  const least = Math.min(reserve, timeLeft(signal) / 2);
  return () => !signal.aborted && timeLeft(signal) >= least;
}

/** Hands over the tasks that are left. One that stays waits for the next sweep: alone, it would not see the others. */
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

/** Whether a task is for one of a pair, or is a verification, which can wait for the next sweep that asks for it. */
const needsOthers = ({ kind, policy }: Task) => kind === 'verify' || policy.pair !== undefined;

/** Assesses the first secret anew, however late this delivery arrives. Hands on the others in any case. */
async function sweepLane<Value>(ports: SweepPorts<Value>, [first, ...others]: Batch): Promise<SweepResult> {
  const tally = new Tally();
  try {
    const done = first ? [await lookAfter(ports, first.secret)] : [];
    for (const outcome of done) ports.onOutcome?.(outcome);
    tally.add(done);
  } finally {
    if (others.length > 0) tally.add(await enqueue(ports, others));
  }
  return tally.result(ports.type.type);
}

/** Handles one secret alone: the sweep that handed it on knows no other secret of its account. */
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
