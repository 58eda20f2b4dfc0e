import { expect } from 'vitest';
import { certificatesBeside } from '../../../support/servers/certificates.ts';
import { engines } from '../../../support/servers/running.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import { startAgedCloud } from '../../../support/stand/aged-cloud.ts';
import { ready } from '../../../support/stand/database-subjects.ts';
import { asAdmin, login, openSession, session } from '../../../support/stand/login.ts';
import { rotate } from '../../../support/stand/rotate.ts';
import {
  hidesSecondPassword,
  type Prepared,
  prepare,
  type Setting,
  settings,
} from '../../../support/stand/settings.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import { emergency, rotated } from './ask.ts';
import {
  type Attack,
  type Attacks,
  type Ending,
  type Ground,
  malformed,
  refused,
  type Scene,
} from './attack.ts';
import type { Attacker } from './attacker.ts';
import { startGreedy } from './greedy-server.ts';

/** Two accounts of one server with a secret each, and an admin each who could change both. */
interface DatabaseScene extends Scene {
  readonly server: ServerAddress;
  readonly mine: Prepared;
  readonly theirs: Prepared;
  /** The value that is current, with some fields as the attacker would have them. */
  altered(fields: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
}

/** Each strategy of a database function on each engine that has it. */
export function databaseGrounds(type: Setting['type']): readonly Ground<DatabaseScene>[] {
  return settings.filter((one) => one.type === type).map(groundOf);
}

function groundOf(setting: Setting): Ground<DatabaseScene> {
  const { engine, type, strategy, actor } = setting;
  return {
    type,
    strategy,
    service: `${engine}, by ${actor}`,
    hidesSecondPassword: hidesSecondPassword(setting),
    isThere: () => engines(engine).length > 0,
    prepare: () => start(setting),
    attacks: {
      put: putting(setting),
      tag: tagging(setting),
      read: [readsOthers(setting)],
      server: [asksForPasswords(setting)],
      receiver: { absent: 'a database function sends nothing to a receiver' },
      leak: [changesThePassword(setting)],
    },
  };
}

async function start(setting: Setting): Promise<DatabaseScene> {
  const server = engines(setting.engine).at(-1);
  if (!server) throw new Error(`there is no ${setting.engine}`);
  const pair: Prepared[] = [];
  const cloud = await startAgedCloud(server.certificateAuthorityFile, async (young) => {
    for (const _ of [1, 2]) pair.push(await prepare(young, server, setting));
  });
  const [mine, theirs] = pair;
  if (!mine || !theirs) throw new Error('nothing was prepared');
  await furnish(server, mine, theirs);
  const admins = setting.actor === 'admin' ? pair.map(({ secret }) => `${secret}-admin`) : [];
  const other = ready(theirs);
  return {
    cloud,
    server,
    mine,
    theirs,
    ready: ready(mine),
    other,
    admins,
    altered: async (fields) => ({ ...JSON.parse(await storedValue(cloud, mine.secret)), ...fields }),
    intact: async () => ({
      'its admin': await login(server, theirs.admin),
      'the own admin': await login(server, mine.admin),
      'the rows of the other one': await asAdmin(
        server,
        (query) => query(canary(theirs)),
        databaseOf(theirs),
      ),
      'who there is': await asAdmin(server, (query) => query(accounts(setting, mine, theirs))),
    }),
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  };
}

const databaseOf = ({ account }: Prepared) => account.user;
const canary = ({ account, setting }: Prepared) =>
  `select a from ${setting.engine === 'postgresql' ? '' : `${account.user}.`}canary`;

/** A table of the other one, and the rights that an admin of RDS has over all accounts. */
async function furnish(server: ServerAddress, mine: Prepared, theirs: Prepared): Promise<void> {
  const { user } = theirs.account;
  const table = server.engine === 'postgresql' ? 'canary' : `${user}.canary`;
  await asAdmin(
    server,
    async (query) => {
      await query(`create table ${table} (a int)`);
      await query(`insert into ${table} values (1)`);
      if (server.engine !== 'postgresql') {
        await query(
          `grant ${server.engine === 'mysql' ? 'connection_admin' : 'connection admin'} on *.* to '${mine.admin.user}'@'%', '${theirs.admin.user}'@'%'`,
        );
        return;
      }
      await query(`grant ${user} to ${mine.admin.user} with admin option`);
      await query(`grant pg_signal_backend to ${mine.admin.user}, ${theirs.admin.user}`);
    },
    databaseOf(theirs),
  );
}

/** The accounts that are not the attacker's, with what they are known by. */
function accounts({ engine }: Setting, mine: Prepared, theirs: Prepared): string {
  const { user } = theirs.account;
  const others = [user, `${user}_rt`, theirs.admin.user, mine.admin.user].map((name) => `'${name}'`).join();
  return engine === 'postgresql'
    ? `select rolname, rolpassword, rolcanlogin from pg_authid where rolname in (${others}) order by 1`
    : `select user, host, authentication_string from mysql.user where user in (${others}) order by 1, 2`;
}

const own = { AccountPassword: 'Made-up-1_by-mallory' };

function putting({ type, engine, actor }: Setting): Attacks<DatabaseScene> {
  const current = (title: string, fields: (scene: DatabaseScene) => object, ends: Ending = refused) => ({
    title,
    run: async (scene: DatabaseScene, { put }: Attacker) => {
      await put(scene.mine.secret, await scene.altered({ ...own, ...fields(scene) }));
      return rotated(scene, type);
    },
    ends,
  });
  const beside: Attack<DatabaseScene> = {
    title: 'the pending value names the account of somebody else',
    run: async (scene, { put }) => {
      const AccountName = scene.theirs.account.user;
      await put(scene.mine.secret, await scene.altered({ ...own, AccountName }), ['RotationPending']);
      return rotated(scene, type);
    },
    ends: { code: 'secret-malformed', aftermath: 'untouched' },
  };
  const before: Attack<DatabaseScene> = {
    title: 'the previous value names the account of somebody else',
    run: async (scene, { put }) => {
      const mine = await scene.altered({});
      await put(scene.mine.secret, { ...mine, ...own, AccountName: scene.theirs.account.user });
      await put(scene.mine.secret, mine);
      return rotated(scene, type);
    },
    ends: { Outcome: 'rotated' },
  };
  const elsewhere: Attack<DatabaseScene> = {
    title: 'the value leads to a server of their own',
    run: async (scene, { put }) => {
      await using greedy = await startGreedy(
        engine,
        certificatesBeside(scene.server.certificateAuthorityFile),
      );
      const [Endpoint, Port] = [greedy.host, greedy.port];
      await put(scene.mine.secret, await scene.altered({ ...own, Endpoint, Port }));
      const end = Object(await rotated(scene, type));
      return { ...end, heard: await heardOf(scene, greedy.heard), clients: greedy.clients };
    },
    ends: { code: 'strategy-unavailable', aftermath: 'untouched', heard: [] },
  };
  // Whose server has the same address here, so that only the list of its accounts tells them apart.
  const otherInstance: Attack<DatabaseScene> = {
    title: 'the value names the instance of somebody else',
    run: async (scene, { put }) => {
      const { DBInstanceId } = JSON.parse(await storedValue(scene.cloud, scene.theirs.secret));
      await put(scene.mine.secret, await scene.altered({ DBInstanceId }));
      return rotated(scene, type);
    },
    ends: {
      code: expect.stringMatching(/^(strategy-unavailable|privilege-missing)$/),
      aftermath: 'untouched',
    },
  };
  return [
    current('the value names the account of somebody else', ({ theirs }) => ({
      AccountName: theirs.account.user,
    })),
    current('the value names the account of the admin', ({ mine }) => ({ AccountName: mine.admin.user })),
    current('the name carries a statement', ({ theirs }) => ({
      AccountName: `x';drop user ${theirs.account.user};`,
    })),
    {
      title: 'the database carries a statement',
      run: async (scene, { put }) => {
        const DBName = `x"\`; drop table ${scene.theirs.account.user}.canary; -- `;
        await put(scene.mine.secret, await scene.altered({ DBName }));
        return rotated(scene, type);
      },
      // As of any database that is not there.
      ends: { code: expect.stringMatching(/^(refused|secret-malformed)$/) },
    },
    beside,
    before,
    elsewhere,
    ...(actor === 'rds-api' ? [otherInstance] : []),
  ];
}

/** Which of the passwords that it must not have a server of somebody else was sent. */
async function heardOf({ cloud, mine, theirs }: DatabaseScene, heard: string): Promise<readonly string[]> {
  const stored = await Promise.all([mine, theirs].map(({ secret }) => storedValue(cloud, secret, 'v0')));
  const passwords = stored.map((value) => String(JSON.parse(value).AccountPassword));
  return [...passwords, mine.admin.password, theirs.admin.password].filter((one) => heard.includes(one));
}

function tagging({ type, strategy }: Setting): Attacks<DatabaseScene> {
  const says = (
    title: string,
    tags: (scene: DatabaseScene) => Readonly<Record<string, string>>,
    ends: Ending,
  ): Attack<DatabaseScene> => ({
    title,
    run: async (scene, { tag }) => {
      await tag(scene.mine.secret, tags(scene));
      return rotated(scene, type);
    },
    ends,
  });
  const all = [
    says('a password below the floor', () => ({ 'rotation:password': 'length=8' }), malformed),
    says(
      'the value of somebody else as the admin',
      ({ theirs }) => ({ 'rotation:admin-secret': theirs.secret }),
      { aftermath: 'untouched', code: expect.stringMatching(/^(strategy-unavailable|privilege-missing)$/) },
    ),
  ];
  const second = (title: string, name: (scene: DatabaseScene) => string) =>
    says(title, (scene) => ({ 'rotation:second-account': name(scene) }), {
      aftermath: 'untouched',
      code: expect.stringMatching(/^(strategy-unavailable|stranger-in-place)$/),
    });
  if (strategy === 'alternating-users')
    all.push(
      second('the account of somebody else as the second one', ({ theirs }) => theirs.account.user),
      second('that of the admin as the second one', ({ mine }) => mine.admin.user),
    );
  return all;
}

/** What somebody tries who is logged in with the value that is current. */
function tries({ engine }: Setting, { mine, theirs }: DatabaseScene): readonly string[] {
  const { user } = theirs.account;
  if (engine === 'postgresql')
    return [
      'select a from canary',
      `alter role ${user} password 'Mine-1'`,
      `comment on role ${user} is 'second of ${mine.account.user}'`,
      `grant ${user} to ${mine.account.user}`,
      `set role ${user}`,
      `set role ${mine.admin.user}`,
      `alter role ${mine.admin.user} password 'Mine-1'`,
    ];
  return [
    `select a from ${user}.canary`,
    `alter user '${user}'@'%' identified by 'Mine-1'`,
    `grant select on ${user}.* to current_user`,
    `alter user '${mine.admin.user}'@'%' identified by 'Mine-1'`,
    'select authentication_string from mysql.user',
    ...(engine === 'mysql'
      ? [`alter user '${user}'@'%' attribute '{"rotation_second_of": "${mine.account.user}"}'`]
      : []),
  ];
}

/** After a rotation, so that the second account is there where a strategy makes one. */
function readsOthers(setting: Setting): Attack<DatabaseScene> {
  return {
    title: 'with what it opens they get at what is of somebody else',
    run: async (scene, { read }) => {
      await rotate(scene.cloud, setting.type, scene.mine.secret);
      const { AccountName: user, AccountPassword: password } = JSON.parse(await read(scene.mine.secret));
      const denied: string[] = [];
      const database = setting.engine === 'postgresql' ? { database: databaseOf(scene.theirs) } : {};
      for (const statement of tries(setting, scene))
        await session(scene.server, { user, password, ...database }, (query) => query(statement)).catch(() =>
          denied.push(statement),
        );
      return { open: tries(setting, scene).filter((one) => !denied.includes(one)), user };
    },
    ends: { open: [] },
  };
}

/** The server was taken over: the value that is current leads there, and so does that of the admin. */
function asksForPasswords({ type, engine }: Setting): Attack<DatabaseScene> {
  return {
    title: 'it asks for the passwords as they are',
    run: async (scene) => {
      await using greedy = await startGreedy(
        engine,
        certificatesBeside(scene.server.certificateAuthorityFile),
      );
      const { cloud, mine, admins } = scene;
      for (const secret of [mine.secret, ...admins.slice(0, 1)]) {
        const value = { ...JSON.parse(await storedValue(cloud, secret)), Port: greedy.port };
        await cloud.call('PutSecretValue', {
          SecretName: secret,
          VersionId: 'moved',
          SecretData: JSON.stringify({ ...value, Endpoint: greedy.host }),
        });
      }
      const end = Object(await rotated(scene, type));
      return { ...end, heard: await heardOf(scene, greedy.heard), hasCome: greedy.clients > 0 };
    },
    ends: { code: 'strategy-unavailable', aftermath: 'untouched', heard: [], hasCome: true },
    movesAdmins: true,
  };
}

const changes: { readonly [engine in Setting['engine']]: string } = {
  postgresql: "alter role current_user password 'Of-a-thief-1'",
  mysql: "alter user user() identified by 'Of-a-thief-1'",
  mariadb: "set password = password('Of-a-thief-1')",
};

/** Nobody but an admin can be rid of who has done that. */
function changesThePassword({ type, engine, actor }: Setting): Attack<DatabaseScene> {
  return {
    title: 'they change the password, and stay',
    run: async (scene) => {
      const { server, mine } = scene;
      const thief = { user: mine.account.user, password: 'Of-a-thief-1' };
      await session(server, mine.account, (query) => query(changes[engine]));
      await using stays = await openSession(server, thief);
      const end = Object(await emergency(scene, type, mine.account.user));
      const getsIn = (await login(server, thief)) === undefined;
      return { ...end, getsIn, answers: await stays.answers() };
    },
    ends:
      actor === 'admin'
        ? { Outcome: 'evicted', getsIn: false, answers: false }
        : { code: 'refused', aftermath: 'untouched', getsIn: true },
  };
}
