import { randomBytes } from 'node:crypto';
import type { ServerAddress } from '../../../support/servers/server.ts';
import type { Cloud } from '../../../support/stand/cloud.ts';
import { asAdmin } from '../../../support/stand/login.ts';
import { makeMysql, readMysql, sweepMysql } from './on-mysql.ts';
import { makePostgresql, readPostgresql, sweepPostgresql } from './on-postgresql.ts';
import type { SetUp } from './set-up.ts';

/** The names of one set-up, which no other has. */
export interface Names {
  readonly app: string;
  readonly two: string;
  readonly dba: string;
  readonly role: string;
  readonly db: string;
}

export const passwords = { app: 'First-value-1', two: 'Second-value-1', dba: 'Admin-value-1' } as const;

/** One set-up as it stands on a server and in a cloud, until it is disposed of. */
export class World implements AsyncDisposable {
  readonly server: ServerAddress;
  readonly type: string;
  readonly secret: string;
  readonly names: Names;

  private constructor(server: ServerAddress) {
    const db = `pl${randomBytes(5).toString('hex')}`;
    this.server = server;
    this.type = server.engine === 'postgresql' ? 'rds-postgresql' : 'rds-mysql';
    this.secret = `plan/${db}`;
    this.names = { app: `${db}a`, two: `${db}a_rt`, dba: `${db}d`, role: `${db}r`, db };
  }

  static async make(cloud: Cloud, server: ServerAddress, setUp: SetUp): Promise<World> {
    const world = new World(server);
    try {
      await (server.engine === 'postgresql' ? makePostgresql : makeMysql)(server, world.names, setUp);
      await world.#store(cloud, setUp);
      return world;
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #store(cloud: Cloud, { strategy, admin, database, previous, current, probe, host }: SetUp) {
    const { names, secret, server } = this;
    const address = { Endpoint: server.host, Port: String(server.port) };
    const place = {
      ...address,
      ...(database === 'not named' ? {} : { DBName: database === 'gone' ? 'no_such' : names.db }),
    };
    const value = (account: string, password: string) => ({
      AccountName: account,
      AccountPassword: password,
      ...place,
    });
    const wrong = 'Never-was-this-1';
    if (admin !== 'none') {
      const password = admin === 'wrong password' ? wrong : passwords.dba;
      const opens = { AccountName: names.dba, AccountPassword: password, ...address };
      await cloud.createSecret(`${secret}-admin`, opens);
    }
    const own = value(names.app, current === 'wrong' ? wrong : passwords.app);
    const former = value(names.two, previous === 'wrong' ? wrong : passwords.two);
    await cloud.createSecret(secret, previous === 'none' ? own : former, {
      'rotation:type': this.type,
      'rotation:strategy': strategy,
      ...(admin === 'none' ? {} : { 'rotation:admin-secret': `${secret}-admin` }),
      ...(host === undefined ? {} : { 'rotation:host': host }),
    });
    if (previous !== 'none')
      await cloud.call('PutSecretValue', {
        SecretName: secret,
        VersionId: 'v1',
        SecretData: JSON.stringify(own),
      });
    if (probe !== undefined) cloud.configure({ probe: { [secret]: fill(probe, names) } });
  }

  /** All that the server keeps of the accounts. */
  state(): Promise<unknown> {
    return (this.server.engine === 'postgresql' ? readPostgresql : readMysql)(this.server, this.names);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { server, names } = this;
    await (server.engine === 'postgresql' ? sweepPostgresql : sweepMysql)(server, names);
  }
}

export function fill(statement: string, names: Names): string {
  return Object.entries(names).reduce(
    (text, [token, name]) => text.replaceAll(`{${token}}`, name),
    statement,
  );
}

/** Runs statements of choices one after another, as the server's own administrator. */
export function run(
  server: ServerAddress,
  names: Names,
  statements: readonly string[],
  database?: string,
): Promise<void> {
  return asAdmin(
    server,
    async (query) => {
      for (const statement of statements) await query(fill(statement, names));
    },
    database,
  );
}
