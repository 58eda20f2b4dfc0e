import type { Stages, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { secret } from '../engine.ts';
import type { MemoryStore } from '../memory-store.ts';
import { type ModelService, modelType } from '../model-service.ts';
import type { Reading } from './plan.ts';

/** What one invocation has seen and proven, which decides what it may change. */
export interface Witness {
  readonly name: string;
  /** The version it takes for the current one: the one it read, and then the one it promoted. */
  basis: VersionId | undefined;
  /** The values it has logged in with. */
  readonly proven: Set<string>;
}

const versionBudget = 10;
/** What a loser must not do any more. Labels of its own winning version it may still move. */
const fenced: readonly string[] = ['putPending', 'move current', 'set'];

/** Looks at store and service after each change and holds them to the invariants. */
export class Oracle {
  readonly violations: string[] = [];
  /** Every call with what it left, which is what a failure is read from. */
  readonly history: string[] = [];
  readonly #store: MemoryStore;
  readonly #service: ModelService;
  readonly #reading: Reading;
  #before: Stages;
  /** Values that lost their stage by the operator's hand. */
  readonly #excused = new Set<string>();
  /** The value that was current before the last promotion. */
  #replaced: string | undefined;

  constructor(store: MemoryStore, service: ModelService, reading: Reading) {
    this.#store = store;
    this.#service = service;
    this.#reading = reading;
    this.#before = store.stagesOf(secret);
  }

  /** Called right after a call took effect, before anybody else may act. */
  look(witness: Witness, call: string, about: string): void {
    const stages = this.#store.stagesOf(secret);
    const told = `${witness.name}: ${call} ${about}`;
    this.history.push(`${told} ${this.#picture(stages)}`);
    if (call === 'readCurrent') witness.basis = stages.current;
    const hasMoved = call !== 'move current' || stages.current !== this.#before.current;
    if (fenced.includes(call) && hasMoved && witness.basis !== this.#before.current)
      this.#violated(told, 'a rotation that had lost made a change');
    if (stages.current !== this.#before.current) this.#promoted(witness, told, stages);
    this.#before = stages;
    this.#judge(told);
  }

  /** The operator takes the pending stage to the n-th version, or off, and stands for what that leaves behind. */
  relabel(to: number | undefined): void {
    const { pending, versions } = this.#before;
    this.#store.label(secret, 'pending', to === undefined ? undefined : versions[to % versions.length]);
    if (pending !== undefined) this.#excused.add(this.#password(pending));
    for (const accepted of this.#unstaged()) this.#excused.add(accepted);
    this.#before = this.#store.stagesOf(secret);
    this.#judge('the operator');
  }

  /** Whether the operator's hand has left no stored value that logs in. */
  get lockedOutByHand(): boolean {
    return this.#excused.size > 0 && !this.#staged().some((known) => this.#accepts(known));
  }

  /** After recovery, in which even what an operator had let go of must have been replaced. */
  recovered(): void {
    if (this.#before.pending !== undefined) this.#violated('in the end', 'a pending stage is left');
    for (const accepted of this.#unstaged())
      this.#violated('in the end', `${accepted} is accepted but not staged`);
    if (!this.#accepts(this.#currentPassword())) this.#violated('in the end', 'the current value is refused');
  }

  #promoted(witness: Witness, told: string, { current, pending }: Stages): void {
    if (!witness.proven.has(this.#currentPassword())) this.#violated(told, 'promoted without proof');
    if (!this.#accepts(this.#currentPassword())) this.#violated(told, 'promoted a value that is refused');
    if (current === undefined) this.#violated(told, 'no version is current');
    this.#replaced = this.#before.current && this.#password(this.#before.current);
    if (pending !== current && this.#replaced !== undefined) this.#excused.add(this.#replaced);
    witness.basis = current;
  }

  #judge(told: string): void {
    const { versions, current, pending, previous } = this.#before;
    if (versions.length > versionBudget) this.#violated(told, `${versions.length} versions`);
    for (const staged of [current, pending, previous])
      if (staged !== undefined && !versions.includes(staged))
        this.#violated(told, `${staged} has a stage and is gone`);
    for (const accepted of this.#unstaged())
      if (!this.#excused.has(accepted) && !this.#inBetween(accepted))
        this.#violated(told, `${accepted} is accepted but not staged`);
    if (this.#reading.slots === 2 && !this.#accepts(this.#currentPassword()))
      this.#violated(told, 'the current value is refused');
  }

  /**
   * Where KMS neither moves the previous stage by itself nor lets it join the current one, the old version has no
   * stage between two calls. The pending stage on the current version says so to whoever comes after a crash.
   */
  #inBetween(accepted: string): boolean {
    const { previousFollowsCurrent, previousOntoCurrent } = this.#reading;
    if (previousFollowsCurrent || previousOntoCurrent === 'allow') return false;
    const { pending, current } = this.#before;
    return accepted === this.#replaced && pending === current;
  }

  #picture({ versions, current, pending, previous }: Stages): string {
    const held = versions.map((version) => `${version}=${this.#password(version)}`);
    return `| ${held.join(' ')} | ${current} pending ${pending} previous ${previous} | accepts ${this.#service.accepted}`;
  }

  #unstaged(): string[] {
    const staged = this.#staged();
    return this.#service.accepted.filter((accepted) => !staged.includes(accepted));
  }

  #staged(): string[] {
    const { current, pending, previous } = this.#store.stagesOf(secret);
    return [current, pending, previous].flatMap((version) =>
      version === undefined ? [] : this.#password(version),
    );
  }

  #password(version: VersionId): string {
    return modelType(this.#service).parse(secret, this.#store.valueOf(secret, version), 'text').password;
  }

  #accepts(password: string): boolean {
    return this.#service.accepted.includes(password);
  }

  #currentPassword(): string {
    const { current } = this.#store.stagesOf(secret);
    return current === undefined ? 'none' : this.#password(current);
  }

  #violated(told: string, what: string): void {
    this.violations.push(`${told}: ${what}`);
  }
}
