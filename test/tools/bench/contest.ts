import type { Result } from '../../../shared/engine/rotation/result.ts';
import type { Engine, ServerAddress } from '../../support/servers/server.ts';
import type { Cloud } from '../../support/stand/cloud.ts';
import { rotate } from '../../support/stand/rotate.ts';
import { prepare, type Setting, settings } from '../../support/stand/settings.ts';
import {
  mariadbDualPasswordByAdmin,
  mysqlDualPasswordByItself,
  mysqlSingleUserByItself,
} from './script/mysql.ts';
import { postgresqlAlternatingUsersByAdmin, postgresqlSingleUserByItself } from './script/postgresql.ts';
import type { Script } from './script/script.ts';
import { secretCalls, secretClient } from './script/secret-calls.ts';

/** The settings for which there is a script. */
const scripts: readonly (Pick<Setting, 'strategy' | 'actor'> & { engine: Engine; script: Script })[] = [
  { engine: 'mysql', strategy: 'dual-password', actor: 'itself', script: mysqlDualPasswordByItself },
  { engine: 'mysql', strategy: 'single-user', actor: 'itself', script: mysqlSingleUserByItself },
  { engine: 'mariadb', strategy: 'dual-password', actor: 'admin', script: mariadbDualPasswordByAdmin },
  {
    engine: 'postgresql',
    strategy: 'alternating-users',
    actor: 'admin',
    script: postgresqlAlternatingUsersByAdmin,
  },
  { engine: 'postgresql', strategy: 'single-user', actor: 'itself', script: postgresqlSingleUserByItself },
];

/** One setting twice: the engine rotates one secret, a straight-line script another that is set up the same. */
export interface Contest {
  readonly subject: string;
  readonly setting: Setting;
  readonly server: ServerAddress;
  /** The names of the accounts that the engine's secret is about begin with this. */
  readonly account: string;
  readonly engine: () => Promise<Result>;
  readonly script: () => Promise<void>;
}

/** A sandbox under one reading of what KMS leaves undocumented. */
export interface Reading {
  readonly cloud: Cloud;
  /** Whether the previous stage may join the current one. */
  readonly joins: boolean;
}

/** Both have rotated twice when they are handed over: where a second account had to be made, it is there. */
export async function prepareContests(
  reading: Reading,
  servers: readonly ServerAddress[],
): Promise<Contest[]> {
  const contests: Contest[] = [];
  for (const { script, ...wanted } of scripts) {
    const setting = settings.find(
      ({ engine, strategy, actor }) =>
        engine === wanted.engine && strategy === wanted.strategy && actor === wanted.actor,
    );
    const server = servers.find(({ engine }) => engine === wanted.engine);
    if (setting && server) contests.push(await prepareContest(reading, server, setting, script));
  }
  return contests;
}

async function prepareContest(
  { cloud, joins }: Reading,
  server: ServerAddress,
  setting: Setting,
  script: Script,
): Promise<Contest> {
  const [own, other] = [await prepare(cloud, server, setting), await prepare(cloud, server, setting)];
  const contest = {
    subject: `${server.engine} ${server.version}, ${setting.strategy} by ${setting.actor}`,
    setting,
    server,
    account: own.account.user,
    engine: () => rotate(cloud, setting.type, own.secret),
    script: () =>
      script({
        kms: secretCalls(secretClient(cloud), cloud.environment, other.secret),
        server,
        prepared: other,
        joins,
      }),
  };
  for (const { secret } of [own, own, other, other]) await rotate(cloud, setting.type, secret);
  return contest;
}
