import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { rdsPostgresql } from '../../../../functions/rds-postgresql/secret-type.ts';
import { type Configuration, settingsOf } from '../../../../shared/engine/rotation/configuration.ts';
import { findHolder } from '../../../../shared/engine/rotation/holder.ts';
import type { LifecycleEvent } from '../../../../shared/engine/rotation/lifecycle.ts';
import { parsePolicy } from '../../../../shared/engine/rotation/policy.ts';
import { runRequest } from '../../../../shared/engine/rotation/run-request.ts';
import type { RotationContext } from '../../../../shared/engine/rotation/service.ts';
import { SecretId, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { readEnvironment } from '../../../../shared/runtime/environment.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import type { DatabaseSecret } from '../../../../shared/services/database/database-secret.ts';
import { MemoryStore } from '../../../support/engine/memory-store.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import { type ByHand, byHand, withoutStore } from '../../../support/stand/by-hand.ts';
import { asAdmin } from '../../../support/stand/login.ts';
import { noCloud } from '../../../support/stand/no-cloud.ts';
import { configurationOf, type SaidOfSecrets } from '../../../support/stand/said-of-secrets.ts';
import { lengthOf, readFrom } from '../../../support/stand/server-log.ts';

type AdminKind = 'superuser' | 'createrole' | 'none';

export interface WorldOptions {
  readonly admin?: AdminKind;
  readonly tags?: Readonly<Record<string, string>>;
  /** What the configuration of the function says of this secret. */
  readonly said?: SaidOfSecrets;
  /** Made the account's name before its random end. */
  readonly prefix?: string;
  /** Fields of the admin secret that differ from what opens this server. */
  readonly adminFields?: Readonly<Record<string, unknown>>;
  /** Fields of the secret that differ. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly authorities?: string;
}

export interface Credential {
  readonly user: string;
  readonly password: string;
  readonly database?: string;
}

const adminSecret = SecretId.parse('AdminCreds');

/** One account in a database of its own, the secret that opens it, and the engine over both. */
export class World {
  readonly server: ServerAddress;
  readonly secret: SecretId;
  readonly store = new MemoryStore({
    previousFollowsCurrent: false,
    interrupt: (_call, moment) => this.#count(moment),
  });
  readonly events: LifecycleEvent[] = [];
  readonly account: string;
  readonly database: string;
  readonly admin: string;
  readonly type: ReturnType<typeof rdsPostgresql>;
  readonly configuration: Configuration;
  readonly #controller = new AbortController();
  /** The plain admin, whether or not the admin secret is its. */
  adminCredential: Credential = { user: '', password: '' };
  #logStart = 0;
  #crash: { readonly moment: 'before' | 'after'; readonly call: number } | undefined;
  #stop: string | undefined;

  private constructor(server: ServerAddress, { prefix = 'app', said = {}, authorities }: WorldOptions) {
    const end = randomBytes(4).toString('hex');
    this.server = server;
    this.configuration = configurationOf(said);
    this.account = `${prefix}${end}`;
    this.database = `db${end}`;
    this.admin = `admin${end}`;
    this.secret = SecretId.parse(`Creds${end}`);
    const certificateAuthorities = authorities ?? server.certificateAuthority;
    this.type = rdsPostgresql({ ...readEnvironment({}), certificateAuthorities }, noCloud);
  }

  static async make(server: ServerAddress, options: WorldOptions = {}): Promise<World> {
    const world = new World(server, options);
    await world.#populate(options);
    await world.forgetLog();
    return world;
  }

  async #populate({ admin = 'superuser', tags = {}, fields = {}, adminFields = {} }: WorldOptions) {
    const { server, account, database } = this;
    const password = randomBytes(12).toString('base64url');
    const first = randomBytes(12).toString('base64url');
    await asAdmin(server, async (query) => {
      await query(`create role ${quote(this.admin)} login createrole createdb password '${password}'`);
      await query(`create database ${database}`);
    });
    this.adminCredential = { user: this.admin, password };
    await this.sql(`create role ${quote(account)} login password '${first}'`, this.adminCredential);
    await this.sql(
      `grant create on schema public to ${quote(account)}, ${quote(this.admin)} with grant option;
      revoke grant option for create on schema public from ${quote(account)}`,
    );
    const own = { AccountName: account, AccountPassword: first, DBName: database };
    this.plant(
      this.secret,
      { ...own, ...fields },
      {
        'rotation:type': 'rds-postgresql',
        ...(admin === 'none' ? {} : { 'rotation:admin-secret': adminSecret }),
        ...tags,
      },
    );
    const who = admin === 'superuser' ? server.admin : { user: this.admin, password };
    this.plant(adminSecret, { AccountName: who.user, AccountPassword: who.password, ...adminFields });
  }

  plant(secret: SecretId, fields: object, tags: Readonly<Record<string, string>> = {}): void {
    const { host, port } = this.server;
    const value = new Sensitive(JSON.stringify({ Endpoint: host, Port: port, ...fields }));
    this.store.plant(secret, { version: VersionId.parse('v0'), value, tags });
  }

  /** The names of the pair, quoted. */
  get names(): {
    readonly first: string;
    readonly twin: string;
    readonly admin: string;
  } {
    const { account, admin } = this;
    return {
      first: quote(account),
      twin: quote(`${account}_rt`),
      admin: quote(admin),
    };
  }

  value(stage: 'current' | 'pending' | 'previous'): DatabaseSecret {
    const version = this.store.stagesOf(this.secret)[stage];
    if (version === undefined) throw new Error(`nothing is ${stage}`);
    return this.type.parse(this.secret, this.store.valueOf(this.secret, version), 'text');
  }

  credential(stage: 'current' | 'pending' | 'previous' = 'current'): Credential {
    const { AccountName, AccountPassword, DBName } = this.value(stage);
    return { user: AccountName, password: AccountPassword.reveal(), ...(DBName ? { database: DBName } : {}) };
  }

  rotate(token?: string, signal: AbortSignal = this.#controller.signal) {
    return runRequest(
      {
        store: this.store,
        type: this.type,
        clock: { now: () => performance.now(), sleep: async () => {} },
        mint: () => VersionId.parse(randomBytes(8).toString('hex')),
        emit: (event) => this.#emit(event),
        environmentName: undefined,
        configuration: this.configuration,
        signal,
        closing: new AbortController().signal,
      },
      {
        operation: 'rotate',
        endGrace: true,
        secret: this.secret,
        token: token === undefined ? undefined : VersionId.parse(token),
      },
    );
  }

  /** Another secret for the same account, with what the first has for its current value. */
  adopt(
    id: string,
    tags: Readonly<Record<string, string>>,
  ): { open(signal?: AbortSignal): Promise<ByHand<DatabaseSecret>> } {
    const secret = SecretId.parse(id);
    const current = this.value('current');
    return {
      open: async (signal = this.#controller.signal) => {
        const stored = {
          ...withoutStore,
          secret,
          policy: parsePolicy(secret, tags),
          current,
          pending: async () => undefined,
          previous: async () => undefined,
          expected: 'current',
        } as const;
        return byHand(
          await this.type.open({
            ...stored,
            holder: (opens) => findHolder(this.type, stored, opens),
            contended: () => {},
            signal,
          }),
        );
      },
    };
  }

  /** Resolves when a session waits for the lock of the secret, or for one of another kind. */
  async waiting(kind = 'advisory'): Promise<void> {
    const waits = `
      select
      from pg_locks
      join pg_stat_activity using (pid)
      where locktype = '${kind}' and not granted and datname = '${this.database}'
    `;
    while ((await this.sql(waits)).length === 0);
  }

  async endSessions(): Promise<void> {
    await this.sql(`
      select pg_terminate_backend(pid)
      from pg_stat_activity
      where datname = '${this.database}' and application_name = 'secret-rotation'
    `);
  }

  /** Makes the next rotation stop like a crash once a step is over. Answers what it throws. */
  stopAfter(step: string): string {
    this.#stop = step;
    return `stopped after ${step}`;
  }

  /** Rotates, and stops like a crash at the given call to the store. Answers whether it came to that. */
  async rotateCrashing(moment: 'before' | 'after', call: number): Promise<boolean> {
    this.#crash = { moment, call };
    try {
      await this.rotate();
      return false;
    } catch (error) {
      if (error instanceof Error && error.message === 'crash') return true;
      throw error;
    } finally {
      this.#crash = undefined;
    }
  }

  #count(moment: 'before' | 'after'): void {
    if (this.#crash?.moment !== moment) return;
    this.#crash = { moment, call: this.#crash.call - 1 };
    if (this.#crash.call === 0) throw new Error('crash');
  }

  /** What the versions that carry a stage hold. */
  credentials(): Credential[] {
    const stages = this.store.stagesOf(this.secret);
    return (['current', 'pending', 'previous'] as const)
      .filter((stage) => stages[stage] !== undefined)
      .map((stage) => this.credential(stage));
  }

  async accepts(credential: Credential): Promise<boolean> {
    return this.sql('select', credential).then(
      () => true,
      () => false,
    );
  }

  #emit(event: LifecycleEvent): void {
    this.events.push(event);
    if (event.event !== 'step-finished' || event.step !== this.#stop) return;
    const step = this.#stop;
    this.#stop = undefined;
    throw new Error(`stopped after ${step}`);
  }

  /** Opens the service as the engine does, for tests of single calls. */
  async open(signal: AbortSignal = this.#controller.signal): Promise<ByHand<DatabaseSecret>> {
    return byHand(await this.type.open(await this.access(signal)));
  }

  async access(signal: AbortSignal): Promise<RotationContext<DatabaseSecret>> {
    const { tags } = await this.store.describe(this.secret, signal);
    const policy = parsePolicy(this.secret, tags, settingsOf(this.configuration, this.secret));
    const { adminSecret: admin } = policy;
    const read = (stage: 'pending' | 'previous') => async () =>
      this.store.stagesOf(this.secret)[stage] === undefined ? undefined : this.value(stage);
    const stored = {
      ...withoutStore,
      secret: this.secret,
      policy,
      current: this.value('current'),
      pending: read('pending'),
      previous: read('previous'),
      expected: 'current',
    } as const;
    return {
      ...stored,
      holder: (opens) => findHolder(this.type, stored, opens),
      contended: () => {},
      signal,
      ...(admin
        ? {
            admin: async () =>
              this.type.parse(admin, (await this.store.readCurrent(admin, signal)).value, 'text'),
          }
        : {}),
    };
  }

  /** Runs statements, as the superuser in this world's database unless told otherwise. */
  async sql(text: string, as: Credential = this.server.admin): Promise<readonly Record<string, unknown>[]> {
    const beforeTheDatabase = text.startsWith('create role');
    const client = await this.connect({ database: beforeTheDatabase ? 'postgres' : this.database, ...as });
    try {
      return (await client.query(text)).rows ?? [];
    } finally {
      await client.end();
    }
  }

  /** A session that stays open. */
  async connect(as: Credential): Promise<pg.Client> {
    const { host, port, certificateAuthority } = this.server;
    const client = new pg.Client({ host, port, ...as, ssl: { ca: certificateAuthority } });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  async forgetLog(): Promise<void> {
    this.#logStart = await lengthOf(this.server.log);
  }

  /** What the server has logged since this world was made, of it and of others. */
  async wholeLog(): Promise<string> {
    return readFrom(this.server.log, this.#logStart);
  }

  /** What the server has logged in the database of this world, or of its account. */
  async log(): Promise<string> {
    const entries = (await this.wholeLog()).split(/^(?=\d{4}-\d\d-\d\d )/m);
    return entries
      .filter((entry) => [this.database, this.account].some((name) => entry.includes(name)))
      .join('');
  }

  /** How often somebody logged in, or was refused, according to the server. */
  async logins(): Promise<{ readonly [user: string]: number; readonly refused: number }> {
    const log = await this.log();
    const counts: Record<string, number> & { refused: number } = { refused: 0 };
    for (const [, user = ''] of log.matchAll(
      /connection authorized: user=(\S+) database=\S+ application_name=secret-rotation/g,
    ))
      counts[user] = (counts[user] ?? 0) + 1;
    counts.refused = [...log.matchAll(/password authentication failed for user "([^"]*)"/g)].filter(
      ([, user]) => user?.includes(this.account) || user === this.admin,
    ).length;
    return counts;
  }
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
