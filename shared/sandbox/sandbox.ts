import { setMaxListeners } from 'node:events';
import { type Clock, systemClock } from '../runtime/clock.ts';
import { Account, openAccount } from './account.ts';
import { Audit } from './audit.ts';
import { Collection } from './documents.ts';
import { type FaultOrder, Faults } from './faults.ts';
import { answer, type Gateway } from './gateway.ts';
import { listen } from './http-server.ts';
import { type AccessKey, rootIdentity } from './identity.ts';
import { kms } from './kms/kms.ts';
import { Secret } from './kms/secret.ts';
import { Nonces } from './signatures/nonces.ts';
import { openStorage, type Storage } from './storage/storage.ts';
import { defaultSwitches, type Switches } from './switches.ts';
import { Vault } from './vault.ts';

export interface SandboxOptions {
  /** 0 and absent: any free one. */
  readonly port?: number;
  /** A directory that keeps the state over restarts. Absent: everything is in memory. */
  readonly data?: string;
  readonly regionId?: string;
  readonly faults?: readonly FaultOrder[];
  readonly switches?: Partial<Switches>;
  /** The calendar of the state. Signatures are judged by the system's own time, as their makers are. */
  readonly clock?: Clock;
}

export interface Sandbox extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly regionId: string;
  readonly accountId: string;
  /** The key pair of the account's root. */
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly audit: Audit;
  readonly faults: Faults;
}

/** A local cloud. It runs until it is disposed of, and answers every call it has accepted before it ends. */
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
  const clock = options.clock ?? systemClock;
  const faults = new Faults();
  for (const order of options.faults ?? []) faults.ask(order);
  const world = { keeper: storage.keeper, restored: storage.restored, clock, lag: () => faults.lag };
  const vault = new Vault(storage.accountKey);
  const { account, accessKeySecret } = openAccount(
    new Collection('account', Account, world),
    vault,
    options.regionId,
  );
  await storage.keeper.settled();
  const { accountId, regionId, accessKeyId } = account;
  const rootKey: AccessKey = {
    accessKeyId,
    accessKeySecret,
    status: 'Active',
    identity: rootIdentity(accountId),
  };
  const audit = new Audit(storage.writeAudit);
  const closing = new AbortController();
  // Each delayed call listens to it, and there may be many at once.
  setMaxListeners(0, closing.signal);
  const gateway: Gateway = {
    cloud: {
      accountId,
      regionId,
      now: () => clock.now(),
      vault,
      switches: { ...defaultSwitches, ...options.switches },
      secrets: new Collection('secret', Secret, world),
    },
    services: [kms],
    gatekeeper: {
      clock: systemClock,
      nonces: new Nonces(),
      findAccessKey: (id) => (id === accessKeyId ? rootKey : undefined),
    },
    faults,
    clock,
    audit,
    settled: () => storage.keeper.settled(),
    closing: closing.signal,
  };
  let ended: Promise<void> | undefined;
  const end = async () => {
    closing.abort();
    await server[Symbol.asyncDispose]();
    await storage[Symbol.asyncDispose]();
  };
  const server = await listen(options.port ?? 0, (request) => answer(gateway, request));
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    regionId,
    accountId,
    accessKeyId,
    accessKeySecret,
    audit,
    faults,
    [Symbol.asyncDispose]() {
      ended ??= end();
      return ended;
    },
  };
}
