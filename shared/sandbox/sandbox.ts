import { setMaxListeners } from 'node:events';
import type { Clock } from '../runtime/clock.ts';
import { systemClock } from '../runtime/system-clock.ts';
import type { Audit } from './audit.ts';
import { type FaultOrder, Faults } from './faults.ts';
import { defaultAsyncInvokeConfig } from './fc/async-invoke-config.ts';
import { type FunctionInput, placeFunction } from './fc/place-function.ts';
import type { InvocationRecord } from './fc/runner.ts';
import { resumeTimers } from './fc/timers.ts';
import { findAccessKey } from './find-access-key.ts';
import { answer, type Gateway } from './gateway.ts';
import { listen } from './http-server.ts';
import { rootIdentity } from './identity.ts';
import { openCloud } from './open-cloud.ts';
import type { Parameters } from './operation.ts';
import type { RdsInstanceInput } from './rds/instance.ts';
import type { RdsInstances } from './rds/instances.ts';
import { endInterrupted } from './ros/end-interrupted.ts';
import { services } from './services.ts';
import { Nonces } from './signatures/nonces.ts';
import type { Alarm } from './sls/alarms.ts';
import type { LogLine } from './sls/log-lines.ts';
import { sls } from './sls/sls.ts';
import { resumeAlerts } from './sls/watch.ts';
import { writeLog } from './sls/write-log.ts';
import { openStorage, type Storage } from './storage/storage.ts';
import { assumeForService, type ServiceWish, type TemporaryKey } from './sts/assume-for-service.ts';
import type { Switches } from './switches.ts';

export interface SandboxOptions {
  /** Port to listen on. The sandbox takes any free port if it is 0 or absent. */
  readonly port?: number;
  /** A directory that keeps the state over restarts. If it is absent, everything is in memory. */
  readonly data?: string;
  readonly regionId?: string;
  readonly faults?: readonly FaultOrder[];
  readonly switches?: Partial<Switches>;
  /**
   * The calendar of the state: deletion windows, last uses, security tokens. Signatures are checked against the
   * system's own time, which their makers use too.
   */
  readonly clock?: Clock;
  /** Database servers that are RDS instances from the start. */
  readonly rdsInstances?: readonly RdsInstanceInput[];
  /** Receives each alert that fires. */
  readonly onAlarm?: (alarm: Alarm) => void;
}

export interface Sandbox extends AsyncDisposable {
  /** The address, `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly regionId: string;
  readonly accountId: string;
  /** The key pair of the account's root. */
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly audit: Audit;
  readonly faults: Faults;
  /** The RDS instances, which a test adds and puts into other states. */
  readonly rdsInstances: Pick<RdsInstances, 'place' | 'change'>;
  /** Returns keys of a role, as a service of the cloud such as Function Compute hands them to the code it runs. */
  assumeForService(request: ServiceWish): TemporaryKey;
  /** Creates a function out of a built bundle, or replaces it. */
  createFunction(config: FunctionInput): void;
  /** Runs of functions, the newest last. */
  readonly invocations: readonly InvocationRecord[];
  /**
   * Calls an operation of the log service as the account's root, because that service has no address here. Throws a
   * Refusal.
   */
  log(action: string, parameters: Parameters): Promise<void>;
  /** Outcomes of alerts, the newest last. */
  readonly alarms: readonly Alarm[];
  /** Returns the lines of a logstore, the oldest first. */
  logLines(project: string, logstore: string): readonly LogLine[];
  /** Resolves when no asynchronous invocation waits or runs any more. */
  invoked(): Promise<void>;
}

/** Starts a local cloud. It runs until it is disposed of, and completes every call it has accepted before it ends. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const storage = await openStorage(options.data);
  try {
    return await openFor(storage, options);
  } catch (error) {
    await storage[Symbol.asyncDispose]();
    throw error;
  }
}

async function openFor(storage: Storage, options: SandboxOptions): Promise<Sandbox> {
  const faults = new Faults();
  for (const order of options.faults ?? []) faults.ask(order);
  const closing = new AbortController();
  // Every delayed call listens to this signal, and there may be many at once.
  setMaxListeners(0, closing.signal);
  const { cloud, rootKey } = openCloud(storage, faults, options, closing.signal);
  for (const instance of options.rdsInstances ?? []) cloud.rdsInstances.place(instance);
  await storage.keeper.flush();
  const gateway: Gateway = {
    cloud,
    services,
    gatekeeper: {
      clock: systemClock,
      nonces: new Nonces(),
      regionId: cloud.regionId,
      findAccessKey: (id, token) => findAccessKey(cloud, rootKey, id, token),
    },
    faults,
    clock: options.clock ?? systemClock,
    audit: cloud.audit,
    flush: () => storage.keeper.flush(),
    closing: closing.signal,
  };
  let ended: Promise<void> | undefined;
  const end = async () => {
    closing.abort();
    await cloud.timetable.ended();
    await cloud.stackWork.ended();
    await cloud.invocations[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await cloud.rdsChanges.applyUntil(Number.POSITIVE_INFINITY);
    await storage[Symbol.asyncDispose]();
  };
  const server = await listen(options.port ?? 0, (request) => answer(gateway, request));
  const endpoint = `http://127.0.0.1:${server.port}`;
  const { account, accessKeySecret } = rootKey;
  cloud.invocations.open({
    endpoint,
    regionId: cloud.regionId,
    accountId: cloud.accountId,
    keyOf: ({ role, code }) => {
      const roleName = role?.split('/').at(-1);
      if (roleName !== undefined) return assumeForService(cloud, { service: 'fc.aliyuncs.com', roleName });
      // This happens only for code in a folder, which no caller of the API can ask for.
      return code.kind === 'folder'
        ? { accessKeyId: account.accessKeyId, accessKeySecret, securityToken: '' }
        : undefined;
    },
    configOf: (name) => cloud.functions.get(name),
    asyncConfigOf: (name) => cloud.asyncInvokeConfigs.get(name) ?? defaultAsyncInvokeConfig(name),
    zipOf: (digest) => Buffer.from(cloud.packages.get(digest)?.zip ?? '', 'base64'),
    asyncRetryDelay: cloud.switches.asyncRetryDelay,
    now: () => cloud.now(),
    print: ({ functionName, role, logConfig }, { requestId, instanceId, line: message }) => {
      const roleName = role?.split('/').at(-1);
      if (logConfig) writeLog(cloud, logConfig, roleName, { functionName, requestId, instanceId, message });
    },
    closing: closing.signal,
    clock: systemClock,
  });
  endInterrupted(cloud);
  resumeTimers(cloud);
  cloud.alarms.onRaised(options.onAlarm ?? (() => {}));
  resumeAlerts(cloud);
  return {
    endpoint,
    regionId: cloud.regionId,
    accountId: cloud.accountId,
    accessKeyId: rootKey.account.accessKeyId,
    accessKeySecret: rootKey.accessKeySecret,
    audit: cloud.audit,
    faults,
    rdsInstances: cloud.rdsInstances,
    assumeForService: (request) => assumeForService(cloud, request),
    createFunction: (input) => placeFunction(cloud, input),
    get invocations() {
      return cloud.invocations.records;
    },
    log: async (action, parameters) => {
      const operation = sls.operations.find((one) => one.action === action);
      if (!operation) throw new Error(`the log service has no operation ${action}`);
      const caller = { identity: rootIdentity(cloud.accountId), context: {} };
      await operation.prepare(cloud, parameters, caller).perform();
      await storage.keeper.flush();
    },
    get alarms() {
      return cloud.alarms.raised;
    },
    logLines: (project, logstore) => cloud.logLines.between(project, logstore, 0, Number.POSITIVE_INFINITY),
    invoked: () => cloud.invocations.asynchronous.flush(),
    [Symbol.asyncDispose]() {
      ended ??= end();
      return ended;
    },
  };
}
