import { Busy } from '../../rotation/errors.ts';
import type { Place, SecretType, Service } from '../../rotation/service.ts';

/**
 * Bounds what is done at once on one server, and keeps a second secret of one account out of the same sweep: what
 * the first has just set, it would replace. It learns the server from the value a rotation reads anyway, before
 * anything logs in.
 */
export class Gate {
  readonly #perServer: number;
  readonly #inside = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();
  /** Which secret came for an account first. */
  readonly #owners = new Map<string, string>();

  constructor(perServer: number) {
    this.#perServer = perServer;
  }

  /** The same type, whose services are opened only when there is room on their server. */
  guard<Value>(type: SecretType<Value>): SecretType<Value> {
    return {
      ...type,
      open: async (access) => {
        const place = type.place?.(access.current, access.policy);
        if (!place) return type.open(access);
        this.#claim(place, access);
        try {
          await this.#enter(place.server, access.signal);
          return await this.#leaving(place.server, () => type.open(access));
        } catch (error) {
          // Nothing was changed: the account is the next one's.
          this.#owners.delete(keyOf(place));
          throw error;
        }
      },
    };
  }

  #claim(place: Place, { secret }: { readonly secret: string }): void {
    const { account } = place;
    if (account === undefined) return;
    const key = keyOf(place);
    const owner = this.#owners.get(key) ?? secret;
    if (owner !== secret)
      throw new Busy(
        account,
        `${owner}, which holds the same account or its second one, has its turn in this sweep; tag both with one rotation:pair`,
      );
    this.#owners.set(key, secret);
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

  /** Who leaves hands the place on to who waits. */
  #leave(server: string): void {
    const next = this.#waiting.get(server)?.shift();
    if (next) next();
    else this.#inside.set(server, (this.#inside.get(server) ?? 1) - 1);
  }

  async #leaving<Value>(server: string, open: () => Promise<Service<Value>>): Promise<Service<Value>> {
    try {
      const service = await open();
      // What the service comes to know later is to be seen, too: it is wrapped and not copied.
      return Object.assign(Object.create(service), {
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

function keyOf({ server, account }: Place): string {
  return `${account}@${server}`;
}
