import { open } from 'node:fs/promises';
import type { ServerAddress } from '../../support/servers/server.ts';
import type { Cloud } from '../../support/stand/cloud.ts';
import { asAdmin, type Login } from '../../support/stand/login.ts';
import { rotate } from '../../support/stand/rotate.ts';
import { type Prepared, prepare, type Setting } from '../../support/stand/settings.ts';

/** What the stages say on entry; `v1` is current and `v0` was. */
export type StagesSay = 'nothing pending' | 'v2 pending' | 'v1 still pending';

/** Which of the stored values the service accepts on entry, or what else has befallen the account. */
export const findings = [
  'current',
  'pending',
  'current and pending',
  'previous',
  'none of them',
  'unreachable',
  'locked',
  'expired',
  'renamed',
  'dropped',
] as const;
export type Found = (typeof findings)[number];

const versions: { readonly [found in Found]?: readonly string[] } = {
  pending: ['v2'],
  'current and pending': ['v1', 'v2'],
  previous: ['v0'],
  'none of them': [],
};

type Values = Readonly<Record<'v0' | 'v1' | 'v2', Login>>;

/** Accounts that were rotated once, so that both of a pair exist, and that every row of the table uses anew. */
export interface Scene {
  readonly prepared: Prepared;
  readonly values: Values;
}

export async function makeScene(cloud: Cloud, server: ServerAddress, setting: Setting): Promise<Scene> {
  const prepared = await prepare(cloud, server, setting);
  if (setting.strategy === 'alternating-users') await rotate(cloud, setting.type, prepared.secret);
  const { user } = prepared.account;
  const other = setting.strategy === 'alternating-users' ? `${user}_rt` : user;
  const value = (name: string, version: string) => ({ user: name, password: `Stored-value-of-${version}` });
  return { prepared, values: { v0: value(user, 'v0'), v1: value(other, 'v1'), v2: value(user, 'v2') } };
}

let made = 0;

/** A secret of these accounts whose stages say this. */
export async function store(
  cloud: Cloud,
  { prepared, values }: Scene,
  stages: StagesSay,
  port: number,
): Promise<string> {
  const { setting, server, account } = prepared;
  made += 1;
  const secret = `situation-${made}`;
  const address = { Endpoint: server.host, Port: port };
  const write = ({ user, password }: Login) => ({
    AccountName: user,
    AccountPassword: password,
    ...address,
    DBName: account.user,
  });
  const byAdmin = setting.actor === 'admin';
  if (byAdmin) await cloud.createSecret(`${secret}-admin`, { ...write(prepared.admin), DBName: 'postgres' });
  await cloud.createSecret(secret, write(values.v0), {
    'rotation:type': setting.type,
    'rotation:strategy': setting.strategy,
    ...(byAdmin ? { 'rotation:admin-secret': `${secret}-admin` } : {}),
  });
  const put = (version: 'v1' | 'v2', stage: string) =>
    cloud.call('PutSecretValue', {
      SecretName: secret,
      VersionId: version,
      SecretData: JSON.stringify(write(values[version])),
      VersionStages: JSON.stringify([stage]),
    });
  await put('v1', 'ACSCurrent');
  if (stages === 'v2 pending') await put('v2', 'RotationPending');
  if (stages === 'v1 still pending')
    await cloud.call('UpdateSecretVersionStage', {
      SecretName: secret,
      VersionStage: 'RotationPending',
      MoveToVersion: 'v1',
    });
  return secret;
}

/** Makes the accounts sound, with the current value and, where they can hold it, the previous one. */
export async function mend({ prepared, values }: Scene): Promise<void> {
  const kept = prepared.setting.dual ? ['v1', 'v0'] : ['v1'];
  await accept(prepared, values, kept);
}

/** Brings it about. Each row starts from accounts that are mended. */
export async function befall({ prepared, values }: Scene, found: Found): Promise<void> {
  const { server } = prepared;
  const { user } = values.v1;
  if (found === 'current') return accept(prepared, values, ['v1']);
  const wanted = versions[found];
  if (wanted) return accept(prepared, values, wanted);
  const isRole = server.engine === 'postgresql';
  const befalls: { readonly [found in Found]?: string } = isRole
    ? {
        locked: `alter role ${user} nologin`,
        expired: `alter role ${user} valid until '2000-01-01'`,
        renamed: `alter role ${user} rename to ${user}_away`,
        dropped: `drop owned by ${user}; drop role ${user}`,
      }
    : {
        locked: `alter user '${user}'@'%' account lock`,
        expired: `alter user '${user}'@'%' password expire`,
        renamed: `rename user '${user}'@'%' to '${user}_away'@'%'`,
        dropped: `drop user '${user}'@'%'`,
      };
  const statement = befalls[found];
  const database = isRole ? prepared.account.user : undefined;
  if (statement) await asAdmin(server, (query) => query(statement), database);
}

/** Undoes what made the account unusable, as an operator would on reading the message. */
export async function heal(scene: Scene, found: Found): Promise<void> {
  const { server } = scene.prepared;
  const { user } = scene.values.v1;
  const isRole = server.engine === 'postgresql';
  const back = isRole
    ? `alter role ${user}_away rename to ${user}`
    : `rename user '${user}_away'@'%' to '${user}'@'%'`;
  if (found === 'renamed') await asAdmin(server, (query) => query(back));
  if (found === 'locked' || found === 'expired')
    await asAdmin(server, (query) =>
      query(
        isRole
          ? `alter role ${user} login valid until 'infinity'`
          : `alter user '${user}'@'%' account unlock`,
      ),
    );
  if (found !== 'renamed' && found !== 'locked') await mend(scene);
}

async function accept({ server }: Prepared, values: Values, wanted: readonly string[]): Promise<void> {
  const all = Object.entries(values);
  const users = new Set(all.map(([, { user }]) => user));
  await asAdmin(server, async (query) => {
    for (const user of users) {
      const kept = all.filter(([version, value]) => value.user === user && wanted.includes(version));
      const passwords = kept.map(([, { password }]) => password);
      for (const statement of statements(server, user, passwords)) await query(statement);
    }
  });
}

function statements({ engine }: ServerAddress, user: string, passwords: readonly string[]): string[] {
  const [first = 'Set-by-hand-0', second] = passwords;
  if (engine === 'postgresql') return [`alter role ${user} login valid until 'infinity' password '${first}'`];
  const account = `'${user}'@'%'`;
  if (engine === 'mysql')
    return [
      `alter user ${account} identified by '${first}' account unlock`,
      `alter user ${account} discard old password`,
      ...(second ? [`alter user ${account} identified by '${second}' retain current password`] : []),
    ];
  const methods = [first, second].flatMap((one) =>
    one === undefined ? [] : [`mysql_native_password using password('${one}')`],
  );
  return [`alter user ${account} identified via ${methods.join(' or ')} account unlock`];
}

const refusal = /(FATAL: .*(password authentication failed|not permitted to log in)|Connect\tAccess denied)/;

/** Counts the logins of these accounts that the server turns down from now on. */
export async function watchRefusals({ server, account }: Prepared): Promise<() => Promise<number>> {
  const file = await open(server.log);
  const { size } = await file.stat();
  return async () => {
    await using log = file;
    const said = await log.read({ position: size, buffer: Buffer.alloc((await log.stat()).size - size) });
    const lines = said.buffer.toString('utf8').split('\n');
    return lines.filter((line) => line.includes(account.user) && refusal.test(line)).length;
  };
}
