import type { SweepRequest, SweepResult } from '../../../../../shared/engine/operations/sweep/outcome.ts';
import type { HandOver } from '../../../../../shared/engine/operations/sweep/ports.ts';
import { sweep } from '../../../../../shared/engine/operations/sweep/sweep.ts';
import { SecretNotFound } from '../../../../../shared/engine/rotation/errors.ts';
import type { LifecycleEvent } from '../../../../../shared/engine/rotation/lifecycle.ts';
import type { RotationContext, SecretType } from '../../../../../shared/engine/rotation/service.ts';
import { SecretId, VersionId } from '../../../../../shared/engine/rotation/store.ts';
import { wrapService } from '../../../../../shared/engine/rotation/wrap-service.ts';
import { startDeadline } from '../../../../../shared/runtime/deadline.ts';
import { value } from '../../../../support/engine/engine.ts';
import { MemoryStore } from '../../../../support/engine/memory-store.ts';
import { ModelService, type ModelValue, modelType } from '../../../../support/engine/model-service.ts';

export interface Member {
  readonly tags?: Readonly<Record<string, string>>;
  readonly createTime?: number;
  readonly plannedDeleteTime?: number;
  /** Where its account is; of those with the same one each opens the same service. */
  readonly server?: string;
  readonly account?: string;
}

interface Held extends Member {
  readonly secret: SecretId;
  readonly service: ModelService;
}

/** Secrets of the model's kind, each with a service of its own, under a clock that a test moves. */
export class ModelFleet {
  now = 0;
  readonly store = new MemoryStore({ previousFollowsCurrent: false, previousOntoCurrent: 'reject' });
  readonly events: LifecycleEvent[] = [];
  /** When which secret was rotated. */
  readonly rotations: { readonly secret: string; readonly at: number }[] = [];
  /** Secrets for which another one's value was tried. */
  readonly tried: string[] = [];
  /** Secrets that are worked on at this moment, by server, and the most there ever were. */
  readonly busiest = new Map<string, number>();
  readonly #busy = new Map<string, number>();
  readonly #members = new Map<string, Held>();
  #minted = 0;

  add(name: string, member: Member): ModelService {
    const secret = SecretId.parse(name);
    const service = this.#sharing(member) ?? new ModelService(['first'], 2);
    this.#members.set(name, { ...member, secret, service });
    this.store.plant(secret, {
      version: VersionId.parse('v0'),
      value: value('first'),
      tags: {
        'rotation:type': 'model',
        // The model's way to say where an account is.
        ...(member.server ? { 'rotation:host': `${member.account ?? name}@${member.server}` } : {}),
        ...member.tags,
      },
    });
    return service;
  }

  /** Secrets of one account open one service. */
  #sharing({ server, account }: Member): ModelService | undefined {
    if (account === undefined) return undefined;
    return [...this.#members.values()].find((one) => one.server === server && one.account === account)
      ?.service;
  }

  delete(name: string, plannedDeleteTime: number): void {
    const held = this.#members.get(name);
    if (held) this.#members.set(name, { ...held, plannedDeleteTime });
  }

  /** Stores another current value, of which the service does not know. */
  plant(name: string, password: string): void {
    const secret = SecretId.parse(name);
    const tags = this.store.tagsOf(secret);
    this.store.plant(secret, { version: VersionId.parse('v0'), value: value(password), tags });
  }

  tag(name: string, tag: string): string | undefined {
    return this.store.tagsOf(SecretId.parse(name))[tag];
  }

  /** `listed`: the only names the listing shows; all of them where absent. */
  async sweep(
    request: Partial<SweepRequest> = {},
    { listed, handOver, timeout = 600_000 }: SweepOptions = {},
  ): Promise<SweepResult> {
    using deadline = startDeadline(timeout, 0);
    const names = listed ?? [...this.#members.keys()];
    return await sweep(
      {
        store: this.store,
        type: this.#type(),
        clock: { now: () => this.now, sleep: () => new Promise(setImmediate) },
        mint: () => {
          this.#minted += 1;
          return VersionId.parse(`minted-${this.#minted}`);
        },
        emit: (event) => {
          if (!/^(step|service)-/.test(event.event)) this.events.push(event);
          if (event.event === 'finished' && event.outcome === 'rotated')
            this.rotations.push({ secret: event.secret, at: this.now });
        },
        environmentName: undefined,
        signal: deadline.signal,
        closing: deadline.signal,
        handOver,
        fleet: {
          list: () => this.#list(names),
          find: async (secret) => this.#listed(secret),
        },
      },
      { operation: 'sweep', ...request },
    );
  }

  async *#list(names: readonly string[]) {
    for (const name of names) yield this.#listed(name);
  }

  #listed(name: string) {
    const held = this.#members.get(name);
    if (!held) throw new SecretNotFound(name, 'secret');
    const { secret, createTime = 0, plannedDeleteTime } = held;
    return { secret, tags: this.store.tagsOf(secret), createTime, plannedDeleteTime };
  }

  #type(): SecretType<ModelValue> {
    const members = this.#members;
    const any = modelType(new ModelService([], 2));
    return {
      ...any,
      place: (_, { host }) => {
        const [account, server] = (host ?? '').split('@');
        return server ? { server, account } : undefined;
      },
      check: async (access, { password }) => {
        const held = members.get(access.secret);
        await held?.service.login(password, 'stored');
        this.#locate(access, held);
        return 'accepted';
      },
      open: async (access) => {
        const held = members.get(access.secret);
        if (!held) throw new SecretNotFound(access.secret, 'secret');
        const server = held.server ?? '';
        const service = await modelType(held.service).open(access);
        this.#locate(access, held);
        this.#count(server, 1);
        return wrapService(service, {
          revocation: {
            retire: async () => ({ state: 'retired' }),
            revokeAll: async () => ({ sessions: undefined, gaps: [] }),
            testRevoked: async () => 'refused',
          },
          account: {
            isNamedBy: async () => true,
            isOpenedBy: async ({ password }) => {
              this.tried.push(access.secret);
              return held.service.accepted.includes(password);
            },
          },
          [Symbol.asyncDispose]: async () => {
            this.#count(server, -1);
            await service[Symbol.asyncDispose]();
          },
        });
      },
    };
  }

  #locate({ located }: RotationContext<ModelValue>, held: Held | undefined): void {
    if (held?.server !== undefined) located(held.server, [held.account ?? held.secret]);
  }

  #count(server: string, by: number): void {
    const busy = (this.#busy.get(server) ?? 0) + by;
    this.#busy.set(server, busy);
    this.busiest.set(server, Math.max(busy, this.busiest.get(server) ?? 0));
  }
}

interface SweepOptions {
  readonly listed?: readonly string[];
  readonly handOver?: HandOver;
  /** Milliseconds of real time. */
  readonly timeout?: number;
}
