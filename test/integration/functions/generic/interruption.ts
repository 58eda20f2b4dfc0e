import type { SecretType } from '../../../../shared/engine/rotation/service.ts';

/** What a service knows without asking anybody. */
const answersAtOnce = new Set(['endsPrevious', 'hasAccepted']);

export class Stopped extends Error {}

/** Stops an instance at one of the points before and after every call to the store and the service. */
export class Interruption {
  points = 0;
  readonly #at: number;
  readonly #meanwhile: (point: string) => unknown;

  /** `meanwhile` is told each point, such as `before set`, and waited for. */
  constructor(at = Number.POSITIVE_INFINITY, meanwhile: (point: string) => unknown = () => {}) {
    this.#at = at;
    this.#meanwhile = meanwhile;
  }

  /** The same object, each of whose methods, and of those of its parts, has a point before it and one after it. */
  around<Subject extends object>(subject: Subject): Subject {
    return new Proxy(subject, {
      get: (_, name) => {
        const found: unknown = Reflect.get(subject, name);
        if (typeof name !== 'string' || answersAtOnce.has(name)) return found;
        if (typeof found === 'object' && found !== null) return this.around(found);
        if (typeof found !== 'function') return found;
        return async (...given: unknown[]) => {
          await this.#pass(`before ${name}`);
          const answer: unknown = await Reflect.apply(found, subject, given);
          await this.#pass(`after ${name}`);
          return answer;
        };
      },
    });
  }

  type<Value>(type: SecretType<Value>): SecretType<Value> {
    return { ...type, open: async (access) => this.around(await type.open(access)) };
  }

  async #pass(point: string): Promise<void> {
    this.points += 1;
    await this.#meanwhile(point);
    if (this.points === this.#at) throw new Stopped(`stopped ${point}`);
  }
}
