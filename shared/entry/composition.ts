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
 * Makes one kind of secret from the settings of the process and the credentials for calls to the cloud. The folder of
 * each function exports one as `type`.
 */
export type DefineType<Value> = (environment: Environment, credentials: Credentials) => SecretType<Value>;

/** The settings, ports and signals of one invocation. */
interface InvocationContext {
  readonly environment: Environment;
  readonly credentials: Credentials;
  readonly store: Store;
  /** The secrets that a sweep goes through; those of this account and region if absent. */
  readonly fleet?: Fleet;
  /** Starts another invocation; absent if this process is not a deployed function. */
  readonly handOver?: HandOverHeard | undefined;
  /** Aborts when the invocation has to end. */
  readonly signal: AbortSignal;
  /** Aborts a little later than `signal`, so that a failure at the deadline can still be recorded. */
  readonly closing: AbortSignal;
  readonly emit: Listener;
  /** Receives the reason why a notification was not delivered. If it is absent, no notification is sent. */
  readonly onDeliveryFailure?: (why: string) => void;
  /** The source of time; the system clock if absent. */
  readonly clock?: Clock;
}

/** The engine for one kind of secret. Functions and the command line both run it. */
interface Engine {
  /** The value of the tag `rotation:type`. */
  readonly type: string;
  perform(request: Request): Promise<Result>;
  sweep(request: AnnouncedSweep): Promise<SweepResult>;
}

export type Compose = (surroundings: InvocationContext) => Engine;

/** Milliseconds to wait for the server of another secret, unless a quarter of the time left is less. */
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
