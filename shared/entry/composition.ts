import type { Credentials } from '../alibaba/credentials.ts';
import { configurationReader } from '../alibaba/secrets/configuration.ts';
import { openFleet } from '../alibaba/secrets/open.ts';
import { dispatch } from '../engine/operations/dispatch.ts';
import type { Request } from '../engine/operations/request.ts';
import { listNeighbours } from '../engine/operations/sweep/neighbours.ts';
import type { SweepResult } from '../engine/operations/sweep/outcome.ts';
import type { Fleet } from '../engine/operations/sweep/ports.ts';
import { sweep } from '../engine/operations/sweep/sweep.ts';
import type { Listener } from '../engine/rotation/lifecycle.ts';
import type { Result } from '../engine/rotation/result.ts';
import type { SecretType } from '../engine/rotation/service.ts';
import { type Store, VersionId } from '../engine/rotation/store.ts';
import {
  type AnnouncedSweep,
  announced,
  announcedSweep,
  type HandOverHeard,
} from '../notifications/announce.ts';
import type { Clock } from '../runtime/clock.ts';
import { startDeadline, timeLeft } from '../runtime/deadline.ts';
import type { Environment } from '../runtime/environment.ts';
import { random } from '../runtime/random.ts';
import { systemClock } from '../runtime/system-clock.ts';

/**
 * One kind of secret, made from the settings of the process and from the credentials it calls the cloud with; what
 * a function's folder exports as `type`.
 */
export type DefineType<Value> = (environment: Environment, credentials: Credentials) => SecretType<Value>;

/** What one invocation brings along. */
interface InvocationContext {
  readonly environment: Environment;
  readonly credentials: Credentials;
  readonly store: Store;
  /** What a sweep goes through; the secrets of this account and region where absent. */
  readonly fleet?: Fleet;
  /** Absent where this process is no deployed function. */
  readonly handOver?: HandOverHeard | undefined;
  /** Aborts when the invocation has to end. */
  readonly signal: AbortSignal;
  /** Aborts somewhat later, so that a failure at the deadline can still be recorded. */
  readonly closing: AbortSignal;
  readonly emit: Listener;
  /** Hears why others were not told what became of secrets. Where it is absent, nobody is told. */
  readonly onDeliveryFailure?: (why: string) => void;
  /** The system's own where absent. */
  readonly clock?: Clock;
}

/** The engine for one kind of secret, as a function and the command line both run it. */
interface Engine {
  /** As the tag `rotation:type` names it. */
  readonly type: string;
  perform(request: Request): Promise<Result>;
  sweep(request: AnnouncedSweep): Promise<SweepResult>;
}

export type Compose = (surroundings: InvocationContext) => Engine;

/** Milliseconds that a stranger's server is waited for, where a quarter of the time that is left is no less. */
const patience = 5_000;

export function compose<Value>(define: DefineType<Value>): Compose {
  const readConfiguration = configurationReader();
  return ({ environment, credentials, onDeliveryFailure, ...surroundings }) => {
    const type = define(environment, credentials);
    const { store, closing, emit, signal } = surroundings;
    const fleet = surroundings.fleet ?? openFleet(environment, credentials);
    const bare = {
      clock: systemClock,
      ...surroundings,
      fleet,
      neighbours: listNeighbours(fleet, type.type),
      type,
      mint: () => VersionId.parse(random.uuid()),
      soon: () => startDeadline(Math.min(patience, timeLeft(signal) / 4), 0),
      environmentName: environment.name,
    };
    const configured = async <Bare extends typeof bare>(ports: Bare) => ({
      ...ports,
      configuration: await readConfiguration(environment, store, signal),
    });
    const quiet: Engine = {
      type: type.type,
      perform: async (request) => dispatch(await configured(bare), request),
      sweep: async (request) => sweep(await configured(bare), request),
    };
    if (onDeliveryFailure === undefined || environment.events.secret === undefined) return quiet;
    const notifier = { environment, credentials, store, type: type.type, closing, onDeliveryFailure };
    return {
      type: type.type,
      perform: (request) =>
        announced(notifier, request, emit, async (heard) =>
          dispatch(await configured({ ...bare, emit: heard }), request),
        ),
      sweep: async (request) =>
        announcedSweep(notifier, request, await configured(bare), (heard) => sweep(heard, request)),
    };
  };
}
