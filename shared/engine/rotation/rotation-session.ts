import { access, type Opening } from './access.ts';
import {
  type Aftermath,
  Elsewhere,
  OutOfTime,
  Refused,
  SecretNotFound,
  StageConflict,
  Superseded,
} from './errors.ts';
import { ours } from './internal-error.ts';
import type { Policy } from './policy.ts';
import type { Ports } from './ports.ts';
import { readUntil } from './read-until.ts';
import type { Outcome, Result, Step, StepOutcome, StepReport } from './result.ts';
import type { Service } from './service.ts';
import type { SecretId, Stages, VersionId } from './store.ts';
import { type Expected, isSameValue } from './stored-values.ts';
import type { Subject } from './subject.ts';

/**
 * One hold of the service's lock. Under it the stages are read, and only under it is anything changed. Values that were
 * read before are compared with the stages under the lock, since another rotation may have been here in between.
 */
export class RotationSession<Value> implements AsyncDisposable {
  readonly ports: Ports<Value>;
  readonly secret: SecretId;
  readonly policy: Policy;
  readonly subject: Subject;
  readonly service: Service<Value>;
  #stages: Stages;
  readonly current: Current<Value>;
  /** The version that was current before the lock was taken. */
  readonly #seen: VersionId;
  readonly #reports: StepReport[] = [];
  #aftermath: Aftermath = 'untouched';
  #isJoinRefused = false;
  #hasMoved = false;
  #setAt: number | undefined;
  #promotedAt: number | undefined;

  private constructor(
    ports: Ports<Value>,
    subject: Subject,
    service: Service<Value>,
    stages: Stages,
    current: Current<Value>,
    seen: VersionId,
  ) {
    this.ports = ports;
    this.secret = subject.secret;
    this.policy = subject.policy;
    this.subject = subject;
    this.service = service;
    this.#stages = stages;
    this.current = current;
    this.#seen = seen;
  }

  /**
   * Opens a session under the lock of the service. For `expected` see RotationContext, for `replacement` see Opening.
   */
  static async open<Value>(
    ports: Ports<Value>,
    subject: Subject,
    expected: Expected = 'current',
    replacement?: Value,
  ): Promise<RotationSession<Value>> {
    const { store, signal, emit } = ports;
    const { secret } = subject;
    const seen = await readCurrent(ports, secret);
    const { current, service, contended } = await openService(ports, subject, seen, {
      expected,
      replacement,
    });
    try {
      if (service.exclusive) subject.kept.isAnswered = true;
      emit({ secret, event: 'service-opened', strategy: service.strategy, reason: service.reason });
      const read = () => store.stages(secret, signal);
      // An emergency makes a fresh value in any case, and a wait would give time to a thief who holds the lock.
      const waits = contended && !ports.emergency;
      const stages = waits ? await readUntil(ports, read, hasPromoted(seen.version)) : await read();
      if (stages.current === undefined) throw new StageConflict(secret, 'no version is current');
      return new RotationSession(ports, subject, service, stages, current, seen.version);
    } catch (error) {
      await service[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The stages as they were read under the lock, with the changes that this session has made since. */
  get stages(): Stages {
    return this.#stages;
  }

  /** Keeps stages that were read, or that this session has changed. */
  recordStages(changed: Partial<Stages>): void {
    this.#stages = { ...this.#stages, ...changed };
  }

  /** Keeps how far this session has come in the service. An error never reports a better aftermath than this. */
  recordAftermath(aftermath: Aftermath): void {
    this.#aftermath = aftermath;
  }

  /**
   * Whether a stage was moved, or may have been. If the lock is lost after that, the move may have been late and must
   * be checked.
   */
  get hasMoved(): boolean {
    return this.#hasMoved;
  }

  /** Records that a stage may have moved. Called before each move. */
  recordMove(): void {
    this.#hasMoved = true;
  }

  /**
   * Whether the store has refused the previous stage beside the current one. The session does not ask again meanwhile.
   */
  get isJoinRefused(): boolean {
    return this.#isJoinRefused;
  }

  recordJoinRefused(): void {
    this.#isJoinRefused = true;
  }

  /** Records the start of the window, right before the service receives a value. */
  recordSet(): void {
    this.#setAt = this.ports.clock.now();
  }

  /** Records the end of the window, once a version is current. `at` is in milliseconds since the epoch. */
  recordPromotion(at: number, stages: Stages): void {
    this.#promotedAt = at;
    this.#stages = stages;
  }

  /**
   * Whether another rotation promoted its version between the first read of this one and its lock. It is true even if
   * somebody has made the first version current again by now.
   */
  get overtaken(): boolean {
    return this.stages.current !== this.#seen || this.current.version !== this.#seen;
  }

  /** Reads the stages until they fit, and returns the last ones read in any case; see `readUntil`. */
  readStagesUntil(fits: (stages: Stages) => boolean): Promise<Stages> {
    const { store, signal } = this.ports;
    return readUntil(this.ports, () => store.stages(this.secret, signal), fits);
  }

  /**
   * Throws OutOfTime if the deadline is over. Called before each change, so that nothing is changed after the deadline.
   */
  confirmTime(): void {
    if (this.ports.signal.aborted) throw new OutOfTime(this.secret).raiseAftermath(this.#aftermath);
  }

  /**
   * Confirms that a version is still pending, before the service is changed and before the version is promoted. Without
   * an exclusive lock, another rotation may have made its own version pending instead: then throws Superseded. Returns
   * `promoted` if another delivery of the same rotation has promoted the version already.
   */
  async confirmPending(version: VersionId): Promise<'pending' | 'promoted'> {
    await this.service.confirmLock();
    if (this.service.exclusive) return 'pending';
    const { current } = this.stages;
    const stages = await this.readStagesUntil((seen) => seen.pending === version || seen.current !== current);
    if (stages.current !== version && (stages.current !== current || stages.pending !== version))
      throw new Superseded(this.secret, version);
    this.#stages = stages;
    return stages.current === version ? 'promoted' : 'pending';
  }

  /**
   * Returns the stages once another rotation has a pending version or has promoted one. Returns undefined after
   * `until`, in milliseconds since the epoch.
   */
  async lookForWinner(until = 0): Promise<Stages | undefined> {
    const { signal, clock } = this.ports;
    const won = hasMoved(this.current.version, this.stages.pending);
    for (;;) {
      const stages = await this.readStagesUntil(won);
      if (won(stages)) return stages;
      if (clock.now() >= until || signal.aborted) return undefined;
    }
  }

  /**
   * Reads the stored value of a version of this secret. Throws Elsewhere if it does not belong to the same service as
   * the current one.
   */
  async read(version: VersionId): Promise<Value> {
    const { store, type, signal } = this.ports;
    const stored = await readUntil(
      this.ports,
      () => unlessMissing(store.read(this.secret, version, signal)),
      (answer) => !(answer instanceof SecretNotFound),
    );
    if (stored instanceof SecretNotFound) throw stored;
    const value = type.parse(this.secret, stored.value, stored.dataType);
    const differing = type.differences(this.current.value, value, this.policy);
    if (differing.length > 0) throw new Elsewhere(this.secret, version, differing);
    return value;
  }

  isCurrent(value: Value): boolean {
    return this.sameValue(value, this.current.value);
  }

  /** Whether two values are the same credential, even if they are written differently. */
  sameValue(value: Value, other: Value): boolean {
    return isSameValue(this.ports.type, value, other);
  }

  /** Runs one step, reports it and measures its time. An error in it reports what was left behind. */
  async step<Result>(
    step: Step,
    version: VersionId,
    work: () => Promise<Result>,
    outcome: StepOutcome = 'done',
  ): Promise<Result> {
    const { clock, emit } = this.ports;
    this.confirmTime();
    const startedAt = clock.now();
    emit({ secret: this.secret, event: 'step-started', step, version });
    try {
      const result = await work();
      const durationMs = clock.now() - startedAt;
      this.#reports.push({ Step: step, Outcome: outcome, DurationMs: durationMs });
      emit({ secret: this.secret, event: 'step-finished', step, version, outcome, durationMs });
      return result;
    } catch (error) {
      ours(error).raiseAftermath(this.#aftermath);
      throw error;
    }
  }

  /** Returns the result of this session. It reports the window if the service cannot hold two credentials. */
  result(outcome: Outcome, version: VersionId | undefined): Result {
    const { service } = this;
    const [from, to] = [this.#setAt, this.#promotedAt];
    const measured = !service.acceptsBoth && from !== undefined && to !== undefined;
    return {
      SecretId: this.secret,
      VersionId: version ?? this.stages.current,
      Outcome: outcome,
      Strategy: service.strategy,
      Reason: service.reason,
      Steps: this.#reports,
      ...(measured ? { WindowMs: to - from } : {}),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
  }
}

/**
 * Returns a test for a promotion by the former holder of the lock. Until that is visible, a read that lags behind may
 * show the promoted version as pending.
 */
function hasPromoted(from: VersionId): (stages: Stages) => boolean {
  return ({ current }) => current !== from;
}

/** Returns a test for a trace of another rotation: a new pending version, or another current one. */
function hasMoved(from: VersionId, before: VersionId | undefined): (stages: Stages) => boolean {
  return ({ current, pending }) => current !== from || (pending !== undefined && pending !== before);
}

interface Current<Value> {
  readonly version: VersionId;
  readonly value: Value;
}

export async function readCurrent<Value>(
  { store, type, signal }: Ports<Value>,
  secret: SecretId,
): Promise<Current<Value>> {
  const { version, value, dataType } = await store.readCurrent(secret, signal);
  return { version, value: type.parse(secret, value, dataType) };
}

/**
 * Opens the service. If the current value is refused, reads it anew, since another rotation may have replaced it since
 * it was read.
 */
async function openService<Value>(
  ports: Ports<Value>,
  subject: Subject,
  seen: Current<Value>,
  opening: Pick<Opening<Value>, 'expected' | 'replacement'>,
) {
  let contended = false;
  const wait = () => {
    contended = true;
  };
  const open = async (current: Current<Value>) => {
    const service = await ports.type.open(
      access(ports, subject, current, { ...opening, contended: wait, remark: () => {} }),
    );
    return { current, service, contended };
  };
  try {
    return await open(seen);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const current = await readCurrent(ports, subject.secret);
    if (current.version === seen.version) throw error;
    return open(current);
  }
}

/** Returns SecretNotFound as a value, since a version that was stored a moment ago may not be visible yet. */
async function unlessMissing<Answer>(reading: Promise<Answer>): Promise<Answer | SecretNotFound> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof SecretNotFound) return error;
    throw error;
  }
}
