import type { Clock } from '../runtime/clock.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { Account, openAccount, type RootKey } from './account.ts';
import { Audit } from './audit.ts';
import type { Cloud } from './cloud.ts';
import { Collection } from './documents.ts';
import type { Faults } from './faults.ts';
import { AsyncInvokeConfig } from './fc/async-invoke-config.ts';
import { CodePackage } from './fc/code-package.ts';
import { FunctionConfig } from './fc/function-config.ts';
import { Invocations } from './fc/invocations.ts';
import { Trigger } from './fc/trigger.ts';
import { Secret } from './kms/secret.ts';
import { Bucket } from './oss/bucket.ts';
import { StoredObject } from './oss/stored-object.ts';
import { UserKey } from './ram/access-key.ts';
import { LastUses } from './ram/last-uses.ts';
import { Policy } from './ram/policy.ts';
import { Role } from './ram/role.ts';
import { User } from './ram/user.ts';
import { RdsAccount } from './rds/account.ts';
import { AccountChanges } from './rds/changes.ts';
import { RdsInstances } from './rds/instances.ts';
import { ChangeSet } from './ros/change-set.ts';
import { Stack } from './ros/stack.ts';
import { StackEvent } from './ros/stack-event.ts';
import { StackWork } from './ros/stack-work.ts';
import { Alarms } from './sls/alarms.ts';
import { Alert } from './sls/alert.ts';
import { LogLines } from './sls/log-lines.ts';
import { LogProject, Logstore } from './sls/logstore.ts';
import type { Storage } from './storage/storage.ts';
import { defaultSwitches, type Switches } from './switches.ts';
import { Timetable } from './timetable.ts';
import { Vault } from './vault.ts';

interface Settings {
  readonly regionId?: string;
  readonly switches?: Partial<Switches>;
  readonly clock?: Clock;
}

/** Opens the state that a storage holds, or creates a new one. */
export function openCloud(
  storage: Storage,
  faults: Faults,
  { clock = systemClock, regionId: wanted, switches }: Settings,
  /** A signal that aborts when the sandbox closes. */
  closing: AbortSignal,
): { cloud: Cloud; rootKey: RootKey } {
  const world = { keeper: storage.keeper, restored: storage.restored, clock, lag: () => faults.lag };
  const vault = new Vault(storage.accountKey);
  const rootKey = openAccount(new Collection('account', Account, world), vault, wanted);
  const { accountId, regionId, dataKey } = rootKey.account;
  const cloud: Cloud = {
    accountId,
    regionId,
    dataKey,
    now: () => clock.now(),
    audit: new Audit(storage.writeAudit),
    vault,
    switches: { ...defaultSwitches, ...switches },
    secrets: new Collection('secret', Secret, world),
    users: new Collection('ram-user', User, world),
    userKeys: new Collection('ram-access-key', UserKey, world),
    lastUses: new LastUses(),
    roles: new Collection('ram-role', Role, world),
    policies: new Collection('ram-policy', Policy, world),
    functions: new Collection('fc3-function', FunctionConfig, world),
    packages: new Collection('fc-package', CodePackage, world),
    triggers: new Collection('fc-trigger', Trigger, world),
    asyncInvokeConfigs: new Collection('fc-async-invoke-config', AsyncInvokeConfig, world),
    invocations: new Invocations(),
    stacks: new Collection('ros-stack', Stack, world),
    changeSets: new Collection('ros-change-set', ChangeSet, world),
    stackEvents: new Collection('ros-event', StackEvent, world),
    stackWork: new StackWork(systemClock, closing),
    logProjects: new Collection('log-project', LogProject, world),
    logstores: new Collection('logstore', Logstore, world),
    alerts: new Collection('log-alert', Alert, world),
    logLines: new LogLines(),
    alarms: new Alarms(),
    timetable: new Timetable(clock, closing),
    buckets: new Collection('oss-bucket', Bucket, world),
    objects: new Collection('oss-object', StoredObject, world),
    rdsInstances: new RdsInstances(),
    rdsAccounts: new Collection('rds-account', RdsAccount, world),
    rdsChanges: new AccountChanges(),
  };
  return { cloud, rootKey };
}
