import { key, Receiver, type Reply, type Request } from '../../services/webhook/receiver.ts';
import type { Scene } from './scene.ts';

/** Which call, counted from 1, is lost, and whether it had an effect. */
export interface Loss {
  readonly call: number;
  readonly part: 'request' | 'reply';
}

/** A system that accepts many values at once, and issues them where it is asked to. */
export class ModelWebhook implements AsyncDisposable {
  /** Oldest first. */
  accepted: string[];
  readonly #issued = new Map<string, string>();
  readonly #issues: boolean;
  readonly #receiver: Receiver;
  loss: Loss | undefined;
  /** Answers in place of the system, where it says something. */
  instead: (request: Request) => Reply | undefined = () => undefined;

  private constructor(receiver: Receiver, accepted: readonly string[], issues: boolean) {
    this.#receiver = receiver;
    this.accepted = [...accepted];
    this.#issues = issues;
    receiver.answer = (request, count) => {
      const lost = this.loss?.call === count ? this.loss.part : undefined;
      if (lost === 'request') return 'lost';
      const reply = this.instead(request) ?? this.hear(request);
      return lost === 'reply' ? 'lost' : reply;
    };
  }

  static async start(accepted: readonly string[], issues = false): Promise<ModelWebhook> {
    return new ModelWebhook(await Receiver.start(), accepted, issues);
  }

  /** The tags of a secret that it rotates; the secret of its key is planted, and the configuration names both. */
  async tags(scene: Scene, more: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
    await scene.plant(key, { name: 'HookKey' });
    const receiver = { address: this.#receiver.url, key: 'HookKey', secrets: ['Thing'] };
    scene.cloud.configure({ webhooks: { hook: receiver } });
    return { strategy: 'webhook', webhook: 'hook', ...more };
  }

  get requests(): readonly Request[] {
    return this.#receiver.requests;
  }

  get steps(): readonly string[] {
    return this.requests.map(({ Step }) => Step);
  }

  /** What it does when a request arrives. */
  hear({ Step, VersionId, Value = '', PreviousValue }: Request): Reply {
    if (Step === 'createSecret') return this.#issues ? { body: { Value: this.#issue(VersionId) } } : {};
    if (Step === 'testSecret')
      return this.accepted.includes(Value) ? {} : { status: 422, body: { Code: 'refused' } };
    if (Step === 'setSecret') this.accepted = [...this.accepted.filter((one) => one !== Value), Value];
    if (Step === 'finishSecret')
      this.accepted = this.accepted.filter(
        (one, age) => age >= this.accepted.indexOf(Value) || one === PreviousValue,
      );
    return { body: { Overlaps: true } };
  }

  #issue(version: string): string {
    const value = this.#issued.get(version) ?? `issued-value-${this.#issued.size + 1}`;
    this.#issued.set(version, value);
    return value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#receiver[Symbol.asyncDispose]();
  }
}
