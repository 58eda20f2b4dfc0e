import * as z from 'zod';
import { generic } from '../../../../functions/generic/secret-type.ts';
import { fixedCredentials } from '../../../../shared/alibaba/credentials.ts';
import { openStore } from '../../../../shared/alibaba/secrets/open.ts';
import type { LifecycleEvent } from '../../../../shared/engine/rotation/lifecycle.ts';
import type { Result, Step } from '../../../../shared/engine/rotation/result.ts';
import type { Store } from '../../../../shared/engine/rotation/store.ts';
import { SecretId, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { compose } from '../../../../shared/entry/composition.ts';
import { startDeadline } from '../../../../shared/runtime/deadline.ts';
import { readEnvironment } from '../../../../shared/runtime/environment.ts';
import type { SandboxOptions } from '../../../../shared/sandbox/sandbox.ts';
import { serverCertificates } from '../../../support/servers/certificates.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { functionKey } from '../../../support/stand/function-key.ts';
import { patience } from '../../../support/stand/patience.ts';
import { Interruption } from './interruption.ts';

const Stored = z.object({ SecretData: z.string(), SecretDataType: z.string(), VersionId: z.string() });

const Versions = z.object({
  VersionIds: z.object({
    VersionId: z.array(
      z.object({ VersionId: z.string(), VersionStages: z.object({ VersionStage: z.array(z.string()) }) }),
    ),
  }),
});

export type Stage = 'ACSCurrent' | 'ACSPrevious' | 'RotationPending';

interface Planted {
  readonly name?: string;
  /** Without their prefix. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly dataType?: 'text' | 'binary';
}

interface Run {
  readonly token?: string;
  /** One step in place of a whole rotation. */
  readonly step?: Step;
  readonly interruption?: Interruption;
  readonly hosts?: string;
  readonly timeout?: number;
}

/** Generic secrets in a sandbox, and the engine over them as the function runs it. */
export class Scene implements AsyncDisposable {
  readonly events: LifecycleEvent[] = [];
  readonly cloud: Cloud;

  private constructor(cloud: Cloud) {
    this.cloud = cloud;
  }

  static async start(options: SandboxOptions = {}): Promise<Scene> {
    return new Scene(await startCloud((await serverCertificates()).authority, options));
  }

  async plant(value: string, { name = 'Thing', tags = {}, dataType = 'text' }: Planted = {}): Promise<void> {
    const all = Object.entries({ type: 'generic', ...tags });
    await this.cloud.call('CreateSecret', {
      SecretName: name,
      VersionId: 'v0',
      SecretData: value,
      SecretDataType: dataType,
      Tags: JSON.stringify(all.map(([key, text]) => ({ TagKey: `rotation:${key}`, TagValue: text }))),
    });
  }

  async rotate(run: Run = {}, name = 'Thing'): Promise<Result> {
    const { token, step, interruption = new Interruption(), timeout = patience } = run;
    const credentials = fixedCredentials(await functionKey(this.cloud, 'generic', name));
    using deadline = startDeadline(timeout, 500);
    using closing = startDeadline(timeout, 0);
    const { variables } = this.cloud;
    const environment = readEnvironment({ ...variables, ROTATION_WEBHOOK_HOSTS: run.hosts ?? '127.0.0.1' });
    const engine = compose((given) => interruption.type(generic(given)))({
      environment,
      credentials,
      store: interruption.around<Store>(openStore(environment, credentials)),
      emit: (event) => this.events.push(event),
      signal: deadline.signal,
      closing: closing.signal,
    });
    const secret = SecretId.parse(name);
    if (step === undefined)
      return await engine.perform({
        operation: 'rotate',
        endGrace: true,
        secret,
        token: token === undefined ? undefined : VersionId.parse(token),
      });
    return await engine.perform({ operation: 'step', step, secret, token: VersionId.parse(token) });
  }

  /** What a reader of the secret is given. */
  async read(stage: Stage = 'ACSCurrent', name = 'Thing'): Promise<z.output<typeof Stored>> {
    return Stored.parse(await this.cloud.call('GetSecretValue', { SecretName: name, VersionStage: stage }));
  }

  async text(stage: Stage = 'ACSCurrent'): Promise<string> {
    return (await this.read(stage)).SecretData;
  }

  /** Every value that any version holds. */
  async values(name = 'Thing'): Promise<string[]> {
    const found = await Promise.all(
      (await this.#versions(name)).map(({ VersionId }) =>
        this.cloud.call('GetSecretValue', { SecretName: name, VersionId }),
      ),
    );
    return found.map((one) => Stored.parse(one).SecretData);
  }

  async stages(name = 'Thing'): Promise<Readonly<Record<string, string>>> {
    const versions = await this.#versions(name);
    return Object.fromEntries(
      versions.flatMap(({ VersionId, VersionStages }) =>
        VersionStages.VersionStage.map((stage) => [stage, VersionId]),
      ),
    );
  }

  async #versions(name: string) {
    const listed = await this.cloud.call('ListSecretVersionIds', {
      SecretName: name,
      IncludeDeprecated: 'true',
    });
    return Versions.parse(listed).VersionIds.VersionId;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cloud[Symbol.asyncDispose]();
  }
}
