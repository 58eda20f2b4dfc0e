import { describe, expect, it } from 'vitest';
import { connect } from '../../../shared/alibaba/client.ts';
import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { kms } from '../../../shared/alibaba/kms/kms.ts';
import { kmsStore } from '../../../shared/alibaba/secrets/kms-store.ts';
import { PasswordRejected, RotationError, Unreachable } from '../../../shared/engine/rotation/errors.ts';
import type { Ports } from '../../../shared/engine/rotation/ports.ts';
import { type Request, runRequest } from '../../../shared/engine/rotation/run-request.ts';
import { VersionId } from '../../../shared/engine/rotation/store.ts';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { engine, secret, value } from '../../support/engine/engine.ts';
import { type ModelService, type ModelValue, modelType } from '../../support/engine/model-service.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';

/** The limit of KMS for a generic secret. */
const budget = 10;
const signal = new AbortController().signal;

interface Subject extends AsyncDisposable {
  readonly ports: Ports<ModelValue>;
  readonly service: ModelService;
}

async function inMemory(): Promise<Subject> {
  return { ...engine(), [Symbol.asyncDispose]: async () => {} };
}

async function inSandbox(): Promise<Subject> {
  const sandbox = await startSandbox();
  const client = connect({
    service: 'kms',
    version: '2016-01-20',
    region: sandbox.regionId,
    endpoint: sandbox.endpoint,
    credentials: fixedCredentials(sandbox),
  });
  const Tags = JSON.stringify([
    { TagKey: 'rotation:type', TagValue: 'model' },
    { TagKey: 'rotation:grace', TagValue: '0m:accepted' },
  ]);
  await client.call('CreateSecret', { SecretName: secret, VersionId: 'v0', Tags }, signal, {
    SecretData: value('first').reveal(),
  });
  const { ports, service } = engine();
  return {
    ports: { ...ports, store: kmsStore(kms(client), 'RotationPending') },
    service,
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

class Killed extends Error {}

/** Whether a rotation is asked for, or single steps by an orchestrator; each time with another token. */
const rotation = (token: VersionId): Request[] => [{ operation: 'rotate', secret, token }];
const steps = (token: VersionId): Request[] =>
  (['createSecret', 'setSecret'] as const).map((step) => ({ operation: 'step', secret, step, token }));

interface Failure {
  readonly title: string;
  readonly asks: (token: VersionId) => Request[];
  /** The call of the service or the store at which it fails. */
  readonly at: string;
  readonly error: () => Error;
}

const noAnswer = () => new Unreachable('the model service', 'no answer');
const rejected = () => new PasswordRejected('the model account', 'it wants more digits');

const failures: readonly Failure[] = [
  { title: 'the service fails at setting', asks: rotation, at: 'before set', error: noAnswer },
  { title: 'the reply of setting is lost', asks: rotation, at: 'after set', error: noAnswer },
  { title: 'the login with the new value fails', asks: rotation, at: 'before prove', error: noAnswer },
  { title: 'each new value is rejected', asks: rotation, at: 'before set', error: rejected },
  { title: 'each new value is rejected in a lone step', asks: steps, at: 'before set', error: rejected },
  { title: 'ever new tokens create and none goes on', asks: steps, at: 'before set', error: noAnswer },
  { title: 'it is killed before it sets', asks: rotation, at: 'before set', error: () => new Killed() },
];

async function fail({ ports, service }: Subject, { asks, at, error }: Failure, token: string): Promise<void> {
  service.onCall = (call) => {
    if (call === at) throw error();
  };
  for (const request of asks(VersionId.parse(token)))
    await runRequest(ports, request).catch((thrown: unknown) => {
      if (!(thrown instanceof RotationError) && !(thrown instanceof Killed)) throw thrown;
    });
  service.onCall = () => {};
}

describe.each([
  { where: 'in memory', start: inMemory, attempts: exhaustive ? 300 : 15 },
  { where: 'in the sandbox', start: inSandbox, attempts: exhaustive ? 100 : 12 },
])('$attempts failed attempts in a row $where', ({ start, attempts }) => {
  it.each(failures)('push out no version with a stage, where $title', async (failure) => {
    await using subject = await start();
    const { ports, service } = subject;
    await runRequest(ports, { operation: 'rotate', secret });
    const { current, previous } = await ports.store.stages(secret, signal);
    expect(previous).toBe('v0');
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      await fail(subject, failure, `attempt-${attempt}`);
      const stages = await ports.store.stages(secret, signal);
      expect(stages).toMatchObject({ current, previous });
      expect(stages.versions.length).toBeLessThanOrEqual(budget);
      for (const staged of [stages.current, stages.pending, stages.previous])
        if (staged !== undefined) expect(stages.versions).toContain(staged);
    }
    for (const version of [current, previous])
      if (version !== undefined) await ports.store.read(secret, version, signal);
    expect(service.accepted.length).toBe(2);
    expect(await runRequest(ports, { operation: 'rotate', secret })).toMatchObject({ Outcome: 'rotated' });
    const ended = await ports.store.stages(secret, signal);
    expect(ended).toMatchObject({ previous: current, pending: undefined });
    const type = modelType(service);
    const staged = [ended.current, ended.previous].flatMap((version) => version ?? []);
    const values = await Promise.all(staged.map((version) => ports.store.read(secret, version, signal)));
    expect(values.map((one) => type.parse(secret, one.value, one.dataType).password)).toEqual(
      service.accepted,
    );
  });
});
