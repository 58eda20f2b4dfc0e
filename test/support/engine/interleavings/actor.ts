import type { Scheduler } from 'fast-check';
import {
  Busy,
  OutOfTime,
  PasswordRejected,
  RotationError,
  StoreFailed,
  Unreachable,
} from '../../../../shared/engine/rotation/errors.ts';
import type { Ports } from '../../../../shared/engine/rotation/ports.ts';
import { type Request, runRequest } from '../../../../shared/engine/rotation/run-request.ts';
import type { RotationContext, SecretType, Service } from '../../../../shared/engine/rotation/service.ts';
import type { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { secret } from '../engine.ts';
import { type ModelService, type ModelValue, modelType } from '../model-service.ts';
import type { Witness } from './oracle.ts';
import type { Ask, Script, Trouble } from './plan.ts';
import { watchedStore } from './watched-store.ts';

/** What all actors share. */
export interface World {
  readonly scheduler: Scheduler;
  readonly ports: Ports<ModelValue>;
  readonly service: ModelService;
  /** Told of each call right after it took effect, before anybody else may act. */
  look(witness: Witness, call: string, about: string): void;
  /** Moves the pending stage as an operator's hand would. */
  relabel(to: number | undefined): void;
}

const stalledTurns = 50;

/** One instance that works through its asks; the scheduler decides when it passes each of its points. */
export class Actor implements Witness {
  readonly name: string;
  readonly proven = new Set<string>();
  basis: VersionId | undefined;
  /** Outcome or error code of each ask; the last of a crashed actor is `crashed`. */
  readonly outcomes: string[] = [];
  readonly #world: World;
  readonly #script: Script;
  readonly #crashed: Promise<void>;
  #stop = () => {};
  #points = 0;
  /** Troubles that are due and wait for a point at which they can happen. */
  readonly #due = new Set<Trouble['kind']>();
  #deadline = new AbortController();
  #held: Service<ModelValue> | undefined;
  #lockLost = false;
  /** Between a confirmation of the lock and the change it allows no fence can help. */
  #confirmed = false;

  constructor(name: string, script: Script, world: World) {
    this.name = name;
    this.#script = script;
    this.#world = world;
    this.#crashed = new Promise((resolve) => {
      this.#stop = resolve;
    });
  }

  /** Ends when all is asked, or with a crash. */
  run(): Promise<void> {
    return Promise.race([this.#work(), this.#crashed]);
  }

  async #work(): Promise<void> {
    for (const ask of this.#script.asks) {
      await this.#world.scheduler.schedule(Promise.resolve(), `${this.name}: ${JSON.stringify(ask)}`);
      this.outcomes.push(await this.#carryOut(ask));
    }
  }

  get finished(): boolean {
    return this.outcomes.at(-1) === 'crashed' || this.outcomes.length === this.#script.asks.length;
  }

  async #carryOut(ask: Ask): Promise<string> {
    if (ask.ask === 'relabel') {
      this.#world.relabel(ask.to);
      return 'relabelled';
    }
    const request: Request =
      ask.ask === 'rotate'
        ? { operation: 'rotate', secret, token: ask.token }
        : { operation: 'step', secret, step: ask.step, token: ask.token };
    this.proven.clear();
    this.#deadline = new AbortController();
    this.#lockLost = false;
    try {
      return (await runRequest(this.#ports(), request)).Outcome;
    } catch (error) {
      if (error instanceof RotationError) return error.code;
      throw error;
    }
  }

  #ports(): Ports<ModelValue> {
    const { ports, scheduler } = this.#world;
    return {
      ...ports,
      clock: { ...ports.clock, sleep: () => scheduler.schedule(Promise.resolve(), `${this.name}: slept`) },
      store: watchedStore(ports.store, (call, about, work) =>
        this.#call(call, about, work, () => new StoreFailed(call, secret, 'it answers with an error')),
      ),
      type: this.#type(),
      signal: this.#deadline.signal,
    };
  }

  #type(): SecretType<ModelValue> {
    const type = modelType(this.#world.service, (call, work) =>
      this.#call(call, '', work, () => new Unreachable('the model service', 'no answer')),
    );
    return {
      ...type,
      check: async (access, value, version) => {
        const answer = (await type.check?.(access, value, version)) ?? 'nothing-to-try';
        this.#witness(value);
        return answer;
      },
      open: async (access) => this.#hold(await type.open(access), access),
    };
  }

  #hold(service: Service<ModelValue>, { current }: RotationContext<ModelValue>): Service<ModelValue> {
    this.#held = service;
    this.#lockLost = false;
    this.#witness(current);
    return {
      ...service,
      set: async (next, fresh, version) => {
        if (this.#due.has('reject') && !this.#world.service.accepted.includes(next.password)) {
          this.#due.delete('reject');
          throw new PasswordRejected('the model account', 'it wants more digits');
        }
        await service.set?.(next, fresh, version);
      },
      test: async (next, version) => {
        await service.test(next, version);
        this.#witness(next);
      },
      confirmLock: async () => {
        if (this.#lockLost) throw new Busy('the model service', 'the lock was lost');
        this.#confirmed = true;
      },
    };
  }

  #witness({ password }: ModelValue): void {
    if (this.#world.service.accepted.includes(password)) this.proven.add(password);
  }

  async #call<Answer>(
    call: string,
    about: string,
    work: () => Promise<Answer>,
    failure: () => RotationError,
  ): Promise<Answer> {
    await this.#point(`before ${call}`, failure);
    if (this.#deadline.signal.aborted && call !== 'record') throw new OutOfTime(secret);
    if (this.#lockLost && call === 'set') throw failure();
    const answer = await work();
    this.#confirmed = false;
    this.#world.look(this, call, about);
    await this.#point(`after ${call}`, failure);
    return answer;
  }

  /** Waits for its turn, and suffers what is due. */
  async #point(label: string, failure: () => RotationError): Promise<void> {
    await this.#world.scheduler.schedule(Promise.resolve(), `${this.name}: ${label}`);
    this.#points += 1;
    for (const { point, kind } of this.#script.troubles) if (point === this.#points) this.#due.add(kind);
    if (this.#due.has('lose-lock') && !this.#confirmed) await this.#loseLock(label);
    if (this.#due.delete('deadline')) this.#deadline.abort();
    if (this.#due.delete('crash')) await this.#crash();
    if (this.#due.delete('fail')) throw failure();
  }

  /** Long enough for the others to carry out whole rotations meanwhile. */
  async #loseLock(label: string): Promise<void> {
    this.#due.delete('lose-lock');
    this.#lockLost = true;
    await this.#held?.[Symbol.asyncDispose]();
    for (let turn = 1; turn <= stalledTurns; turn += 1)
      await this.#world.scheduler.schedule(Promise.resolve(), `${this.name}: stalls ${label}`);
  }

  /** Nothing of it ever runs again; the service frees its lock. */
  async #crash(): Promise<never> {
    this.outcomes.push('crashed');
    await this.#held?.[Symbol.asyncDispose]();
    this.#stop();
    return new Promise(() => {});
  }
}
