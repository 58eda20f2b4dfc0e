import type { SecretType, Service } from '../../../shared/engine/rotation/service.ts';
import { wrapService } from '../../../shared/engine/rotation/wrap-service.ts';
import type { DefineType } from '../../../shared/entry/composition.ts';
import { type Watch, watchedStore } from '../engine/interleavings/watched-store.ts';

export { watchedStore };

/** The n-th thing a rotation does, counted from 1: just before it, or once it is done and not yet answered. */
export interface HaltPoint {
  readonly number: number;
  /** Only things of this name are counted, such as `set`. */
  readonly of?: string;
  readonly moment: 'before' | 'after';
}

/** Stops a rotation in the middle of it, alive and with its lock, until it is let go. */
export class Halt {
  /** What it was about to do, or had done, as it was stopped. */
  at: string | undefined;
  readonly reached: Promise<void>;
  #count = 0;
  readonly #held: AsyncDisposable[] = [];
  readonly #point: HaltPoint;
  #reach = () => {};
  #release = () => {};
  readonly #released: Promise<void>;

  constructor(point: HaltPoint) {
    this.#point = point;
    this.reached = new Promise((resolve) => {
      this.#reach = resolve;
    });
    this.#released = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  release(): void {
    this.#release();
  }

  /** Called with each service that it opens. */
  hold(service: AsyncDisposable): void {
    this.#held.push(service);
  }

  /** Takes its lock away, as a server does that ends its sessions. */
  async loseLock(): Promise<void> {
    for (const service of this.#held.splice(0)) await service[Symbol.asyncDispose]();
  }

  readonly watch: Watch = async (name, about, call) => {
    if (name === (this.#point.of ?? name)) this.#count += 1;
    const isHere = this.#count === this.#point.number && name === (this.#point.of ?? name);
    if (isHere && this.#point.moment === 'before') await this.#stop(`before ${name}`);
    const answer = await call();
    if (isHere && this.#point.moment === 'after') await this.#stop(`after ${name} ${about}`);
    return answer;
  };

  async #stop(at: string): Promise<void> {
    this.at = at;
    this.#reach();
    await this.#released;
  }
}

/** What an instance ends with that dies at a point. */
export class Died extends Error {}

/** Ends a rotation at a point for good: nothing that it still tries to do is done. */
export class Death {
  /** What it was about to do, or had done; nothing as long as it lives. */
  at: string | undefined;
  #count = 0;
  readonly #point: HaltPoint;

  constructor(point: HaltPoint) {
    this.#point = point;
  }

  readonly watch: Watch = async (name, about, call) => {
    if (this.at !== undefined) throw new Died(this.at);
    this.#count += 1;
    const isHere = this.#count === this.#point.number;
    if (isHere && this.#point.moment === 'before') this.#die(`before ${name}`);
    const answer = await call();
    if (isHere && this.#point.moment === 'after') this.#die(`after ${name} ${about}`);
    return answer;
  };

  #die(at: string): never {
    this.at = at;
    throw new Died(at);
  }
}

/** What is told of each call, and of each service that is opened. */
export interface Watcher {
  readonly watch: Watch;
  hold?(service: AsyncDisposable): void;
}

export function watchedType<Value>(define: DefineType<Value>, watcher: Watcher): DefineType<Value> {
  return (environment, credentials) => {
    const type: SecretType<Value> = define(environment, credentials);
    return {
      ...type,
      open: async (access) => {
        const service = await type.open(access);
        watcher.hold?.(service);
        return watchedService(service, watcher.watch);
      },
    };
  };
}

/** The same service; what a normal rotation calls to change or to prove something is watched. */
function watchedService<Value>(service: Service<Value>, watch: Watch): Service<Value> {
  const { issuing, revocation } = service;
  return wrapService(service, {
    create: (...given) => watch('create', '', () => service.create(...given)),
    test: (...given) => watch('test', '', () => service.test(...given)),
    confirmLock: () => watch('confirmLock', '', () => service.confirmLock()),
    set: (...given) =>
      service.installs ? watch('set', '', () => service.set(...given)) : service.set(...given),
    afterPromotion: (...given) => watch('afterPromotion', '', () => service.afterPromotion(...given)),
    issuing: issuing && {
      revoke: (...given) => watch('revoke', '', () => issuing.revoke(...given)),
      isUsable: (...given) => watch('isUsable', '', () => issuing.isUsable(...given)),
    },
    revocation: revocation && {
      retire: (...given) => revocation.retire(...given),
      revokeAll: (...given) => revocation.revokeAll(...given),
      testRevoked: (...given) => watch('testRevoked', '', () => revocation.testRevoked(...given)),
    },
  });
}
