import { randomBytes } from 'node:crypto';
import { rdsMysql } from '../../../../functions/rds-mysql/secret-type.ts';
import { findHolder } from '../../../../shared/engine/rotation/holder.ts';
import { parsePolicy } from '../../../../shared/engine/rotation/policy.ts';
import type { RotationContext, SecretType } from '../../../../shared/engine/rotation/service.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { readEnvironment } from '../../../../shared/runtime/environment.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import {
  type DatabaseSecret,
  parseDatabaseSecret,
} from '../../../../shared/services/database/database-secret.ts';
import { identifier, type Statement, sql } from '../../../../shared/services/mysql/quoting.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import { type ByHand, byHand, withoutStore } from '../../../support/stand/by-hand.ts';
import { asAdmin, login, session } from '../../../support/stand/login.ts';
import { noCloud } from '../../../support/stand/no-cloud.ts';
import { type SaidOfSecrets, settingsFor } from '../../../support/stand/said-of-secrets.ts';
import { lengthOf, readFrom } from '../../../support/stand/server-log.ts';

interface Opening {
  readonly current: DatabaseSecret;
  readonly pending?: DatabaseSecret;
  readonly previous?: DatabaseSecret;
  readonly admin?: DatabaseSecret;
  /** Without the prefix: `{ strategy: 'single-user' }`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** What the configuration of the function says of this secret. */
  readonly said?: SaidOfSecrets;
  /** As an operator names an account of which no stored value logs in. */
  readonly named?: string;
  readonly signal?: AbortSignal;
  readonly authorities?: string | undefined;
}

type Text = string | Statement;

/** Accounts of one test on one running server, named so that no other test has them. */
export class Scene {
  readonly server: ServerAddress;
  readonly name = `a${randomBytes(5).toString('hex')}`;
  readonly secret = SecretId.parse(`test/${this.name}`);
  readonly #logStart: number;

  private constructor(server: ServerAddress, logStart: number) {
    this.server = server;
    this.#logStart = logStart;
  }

  static async on(server: ServerAddress): Promise<Scene> {
    return new Scene(server, await lengthOf(server.log));
  }

  get isMariadb(): boolean {
    return this.server.engine === 'mariadb';
  }

  /** Runs statements one after another as the server's root; answers the rows of the last. */
  async root(...statements: readonly Text[]): Promise<readonly Record<string, unknown>[]> {
    return asAdmin(this.server, async (query) => {
      let rows: readonly unknown[] = [];
      for (const statement of statements) rows = await query(text(statement));
      return rows.map((row) => Object.fromEntries(Object.entries(row ?? {})));
    });
  }

  as(who: DatabaseSecret, ...statements: readonly Text[]): Promise<void> {
    return session(this.server, credential(who), async (query) => {
      for (const statement of statements) await query(text(statement));
    });
  }

  value(
    password: string,
    account = this.name,
    fields: Readonly<Record<string, unknown>> = {},
  ): DatabaseSecret {
    const { host, port } = this.server;
    const plain = { AccountName: account, AccountPassword: password, Endpoint: host, Port: port, ...fields };
    return parseDatabaseSecret(this.secret, new Sensitive(JSON.stringify(plain)), 3306);
  }

  /** An account, from everywhere unless hosts are given. */
  async create(value: DatabaseSecret, ...hosts: readonly string[]): Promise<DatabaseSecret> {
    const { AccountName: user, AccountPassword: password } = value;
    for (const host of hosts.length > 0 ? hosts : ['%'])
      await this.root(sql`create user ${{ user, host }} identified by ${password}`);
    return value;
  }

  /** An admin with the given server-wide privileges. */
  async createAdmin(...privileges: readonly string[]): Promise<DatabaseSecret> {
    const admin = await this.create(this.value('Adm-1n-of-the-server', `${this.name}_adm`));
    if (privileges.length > 0)
      await this.root(`grant ${privileges.join(', ')} on *.* to ${identifier(admin.AccountName)}@'%'`);
    return admin;
  }

  async accepts(...values: readonly DatabaseSecret[]): Promise<readonly boolean[]> {
    const refusals = await Promise.all(values.map((value) => login(this.server, credential(value))));
    return refusals.map((refusal) => refusal === undefined);
  }

  async open(opening: Opening): Promise<ByHand<DatabaseSecret>> {
    return byHand(await this.type(opening).open(this.access(opening)));
  }

  type(opening: Opening): SecretType<DatabaseSecret> {
    const certificateAuthorities =
      'authorities' in opening ? opening.authorities : this.server.certificateAuthority;
    return rdsMysql({ ...readEnvironment({}), certificateAuthorities }, noCloud);
  }

  access(opening: Opening): RotationContext<DatabaseSecret> {
    const { current, pending, previous, admin, tags = {}, said = {}, named, signal } = opening;
    const all = { type: 'rds-mysql', ...(admin ? { 'admin-secret': 'test/admin' } : {}), ...tags };
    const prefixed = Object.entries(all).map(([key, value]) => [`rotation:${key}`, value]);
    const stored = {
      ...withoutStore,
      secret: this.secret,
      policy: parsePolicy(this.secret, Object.fromEntries(prefixed), settingsFor(this.secret, said)),
      current,
      pending: async () => pending,
      previous: async () => previous,
      expected: 'current',
      named,
    } as const;
    return {
      ...stored,
      holder: (opens) => findHolder(this.type(opening), stored, opens),
      contended: () => {},
      ...(admin ? { admin: async () => admin } : {}),
      signal: signal ?? new AbortController().signal,
    };
  }

  /** Sets and proves a fresh value, as one rotation does; answers it. */
  async rotate(opening: Opening): Promise<DatabaseSecret> {
    await using service = await this.open(opening);
    const next = await service.next();
    await service.set(next, true);
    await service.prove(next);
    return next;
  }

  /** What the server has written to its log since the scene began. */
  async log(): Promise<string> {
    return readFrom(this.server.log, this.#logStart);
  }

  /** The logins of an account since the scene began, and how many of them were refused. */
  async logins(account: string): Promise<{ readonly accepted: number; readonly refused: number }> {
    const lines = (await this.log()).split('\n').filter((line) => line.includes('Connect\t'));
    // A refused login has two lines: that it came, and that it was refused.
    const refused = lines.filter((line) => line.includes(`Access denied for user '${account}'`)).length;
    const came = lines.filter((line) => line.includes(`Connect\t${account}@`)).length;
    return { accepted: came - refused, refused };
  }

  /** Drops every account whose name begins so, and the schema of the scene. */
  async drop(...others: readonly string[]): Promise<void> {
    const users = await this.root('select user as u, host as h from mysql.user');
    for (const { u, h } of users)
      if ([this.name, ...others].some((name) => String(u).startsWith(name)))
        await this.root(sql`drop user ${{ user: String(u), host: String(h) }}`);
    await this.root(`drop database if exists ${this.name}`);
  }
}

function text(statement: Text): string {
  return typeof statement === 'string' ? statement : statement.reveal();
}

function credential({ AccountName, AccountPassword }: DatabaseSecret) {
  return { user: AccountName, password: AccountPassword.reveal() };
}
