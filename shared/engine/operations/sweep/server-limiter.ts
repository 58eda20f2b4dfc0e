import { Busy } from '../../rotation/errors.ts';
import type { SecretType, Service } from '../../rotation/service.ts';
import { wrapService } from '../../rotation/wrap-service.ts';

/** A limit on the concurrent work on one server, which it learns from the value that a rotation reads anyway. */
export class ServerLimiter {
  readonly #perServer: number;
  readonly #inside = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(perServer: number) {
    this.#perServer = perServer;
  }

  /** Returns the same type, whose services are opened only when there is room on their server. */
  guard<Value>(type: SecretType<Value>): SecretType<Value> {
    return {
      ...type,
      open: async (access) => {
        const place = type.place?.(access.current, access.policy);
        if (!place) return type.open(access);
        await this.#enter(place.server, access.signal);
        return await this.#leaving(place.server, () => type.open(access));
      },
    };
  }

  async #enter(server: string, signal: AbortSignal): Promise<void> {
    const inside = this.#inside.get(server) ?? 0;
    if (inside < this.#perServer) {
      this.#inside.set(server, inside + 1);
      return;
    }
    const queue = this.#waiting.get(server) ?? [];
    this.#waiting.set(server, queue);
    await new Promise<void>((resolve, reject) => {
      const stop = () => {
        queue.splice(queue.indexOf(turn), 1);
        reject(new Busy(server, 'other secrets on it were not finished in time'));
      };
      const turn = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      queue.push(turn);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  /** Frees a place on a server, or hands it on to the next that waits. */
  #leave(server: string): void {
    const next = this.#waiting.get(server)?.shift();
    if (next) next();
    else this.#inside.set(server, (this.#inside.get(server) ?? 1) - 1);
  }

  async #leaving<Value>(server: string, open: () => Promise<Service<Value>>): Promise<Service<Value>> {
    try {
      const service = await open();
      return wrapService(service, {
        [Symbol.asyncDispose]: async () => {
          try {
            await service[Symbol.asyncDispose]();
          } finally {
            this.#leave(server);
          }
        },
      });
    } catch (error) {
      this.#leave(server);
      throw error;
    }
  }
}
