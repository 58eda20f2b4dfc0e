import type { Configuration } from '../../../shared/engine/rotation/configuration.ts';
import type { LifecycleEvent } from '../../../shared/engine/rotation/lifecycle.ts';
import type { Ports } from '../../../shared/engine/rotation/ports.ts';
import { type Request, runRequest } from '../../../shared/engine/rotation/run-request.ts';
import { SecretId, VersionId } from '../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { type LateMove, MemoryStore } from './memory-store.ts';
import { ModelService, type ModelValue, modelType } from './model-service.ts';

export const secret = SecretId.parse('ModelCreds');

interface Options {
  /** How many values the service accepts at once. */
  readonly slots?: 1 | 2;
  readonly previousFollowsCurrent?: boolean;
  readonly previousOntoCurrent?: 'allow' | 'reject';
  readonly lateMove?: LateMove;
  readonly tags?: Readonly<Record<string, string>>;
  readonly configuration?: Configuration;
}

/**
 * One secret whose first value the model service accepts, and the engine over both. It has no grace unless a tag says
 * one, so that rotations may follow each other.
 */
export function engine({
  slots = 2,
  previousFollowsCurrent = true,
  previousOntoCurrent = 'allow',
  lateMove = 'reject',
  tags = {},
  configuration,
}: Options = {}) {
  const service = new ModelService(['first'], slots);
  const store = new MemoryStore({
    previousFollowsCurrent,
    previousOntoCurrent,
    lateMove,
    interrupt: async (call, moment) => {
      await service.onCall(`${moment} ${call}`);
    },
  });
  store.plant(secret, {
    version: VersionId.parse('v0'),
    value: value('first'),
    tags: { 'rotation:type': 'model', 'rotation:grace': '0m:accepted', ...tags },
  });
  const events: LifecycleEvent[] = [];
  let minted = 0;
  const ports: Ports<ModelValue> = {
    store,
    type: modelType(service),
    clock: { now: () => 1_700_000_000_000 + service.log.length, sleep: () => new Promise(setImmediate) },
    mint: () => {
      minted += 1;
      return VersionId.parse(`minted-${minted}`);
    },
    emit: (event) => events.push(event),
    environmentName: undefined,
    configuration,
    signal: new AbortController().signal,
    closing: new AbortController().signal,
  };
  return {
    store,
    service,
    events,
    ports,
    run: (request: Request, overrides: Partial<Ports<ModelValue>> = {}) =>
      runRequest({ ...ports, ...overrides }, request),
    rotate: (token?: string) =>
      runRequest(ports, {
        operation: 'rotate',
        secret,
        token: token === undefined ? undefined : VersionId.parse(token),
      }),
    step: (step: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret', token: string) =>
      runRequest(ports, { operation: 'step', step, secret, token: VersionId.parse(token) }),
  };
}

export function value(password: string): Sensitive {
  return new Sensitive(JSON.stringify({ host: 'model', password }));
}
