import type { Audit } from './audit.ts';
import type { Collection } from './documents.ts';
import type { AsyncInvokeConfig } from './fc/async-invoke-config.ts';
import type { CodePackage } from './fc/code-package.ts';
import type { FunctionConfig } from './fc/function-config.ts';
import type { Invocations } from './fc/invocations.ts';
import type { Trigger } from './fc/trigger.ts';
import type { Secret } from './kms/secret.ts';
import type { Bucket } from './oss/bucket.ts';
import type { StoredObject } from './oss/stored-object.ts';
import type { UserKey } from './ram/access-key.ts';
import type { LastUses } from './ram/last-uses.ts';
import type { Policy } from './ram/policy.ts';
import type { Role } from './ram/role.ts';
import type { User } from './ram/user.ts';
import type { RdsAccount } from './rds/account.ts';
import type { AccountChanges } from './rds/changes.ts';
import type { RdsInstances } from './rds/instances.ts';
import type { ChangeSet } from './ros/change-set.ts';
import type { Stack } from './ros/stack.ts';
import type { StackEvent } from './ros/stack-event.ts';
import type { StackWork } from './ros/stack-work.ts';
import type { Alarms } from './sls/alarms.ts';
import type { Alert } from './sls/alert.ts';
import type { LogLines } from './sls/log-lines.ts';
import type { LogProject, Logstore } from './sls/logstore.ts';
import type { Switches } from './switches.ts';
import type { Timetable } from './timetable.ts';
import type { Vault } from './vault.ts';

/** Everything that an operation may read or change. */
export interface Cloud {
  readonly accountId: string;
  readonly regionId: string;
  /** The wrapped data key for what belongs to the account as a whole. */
  readonly dataKey: string;
  /** Returns milliseconds since the epoch. */
  now(): number;
  readonly audit: Audit;
  readonly switches: Switches;
  readonly vault: Vault;
  readonly secrets: Collection<Secret>;
  readonly users: Collection<User>;
  readonly userKeys: Collection<UserKey>;
  readonly lastUses: LastUses;
  readonly roles: Collection<Role>;
  /** Custom policies. System policies are not stored. */
  readonly policies: Collection<Policy>;
  readonly functions: Collection<FunctionConfig>;
  /** Packages that functions run from, by digest. */
  readonly packages: Collection<CodePackage>;
  readonly triggers: Collection<Trigger>;
  /** Configurations by the name of the function. */
  readonly asyncInvokeConfigs: Collection<AsyncInvokeConfig>;
  readonly invocations: Invocations;
  /** Stacks, including deleted ones. */
  readonly stacks: Collection<Stack>;
  readonly changeSets: Collection<ChangeSet>;
  readonly stackEvents: Collection<StackEvent>;
  readonly stackWork: StackWork;
  readonly logProjects: Collection<LogProject>;
  readonly logstores: Collection<Logstore>;
  readonly alerts: Collection<Alert>;
  readonly logLines: LogLines;
  readonly alarms: Alarms;
  /** Entries that are due by the calendar, such as triggers and alerts. */
  readonly timetable: Timetable;
  readonly buckets: Collection<Bucket>;
  /** Objects by `bucket/key`. */
  readonly objects: Collection<StoredObject>;
  readonly rdsInstances: RdsInstances;
  /** Accounts that CreateAccount has made, by `instance/name`. */
  readonly rdsAccounts: Collection<RdsAccount>;
  readonly rdsChanges: AccountChanges;
}
