import { randomBytes } from 'node:crypto';
import type { ServerAddress } from '../../../../support/servers/server.ts';
import type { Query } from '../../../../support/stand/login.ts';

/** A table as a grant names it, and its columns; names are quoted. */
export interface MadeTable {
  readonly on: string;
  readonly columns: readonly string[];
}

const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\``;

/** What the accounts of one run may be given rights on, and the admins that pass them on. Most names are hostile. */
export class Field {
  readonly server: ServerAddress;
  readonly prefix = `ac${randomBytes(3).toString('hex')}`;

  /** Whether parts of a privilege may be revoked. */
  readonly withholds: boolean;

  private constructor(server: ServerAddress, withholds: boolean) {
    this.server = server;
    this.withholds = withholds;
  }

  /** `password`: of everybody. */
  static async make(server: ServerAddress, query: Query, password: string): Promise<Field> {
    const [row] = await query(`show variables like 'partial_revokes'`);
    const field = new Field(server, Object.values(row ?? {})[1] === 'ON');
    await field.#make(query, password);
    return field;
  }

  get isMysql(): boolean {
    return this.server.engine === 'mysql';
  }

  get databases(): readonly string[] {
    return ['', "_o'r`d", ' to x@y', '-ü\\'].map((end) => quoted(`${this.prefix}${end}`));
  }

  /** Databases as a grant may name them too: by a pattern, or with the signs of one escaped. */
  get patterns(): readonly string[] {
    const { prefix } = this;
    return [`${prefix}%`, `${prefix}\\_%`, `${prefix}\\_o'r\`d`, `${prefix}_`, `${prefix}\\%\\\\`].map(
      quoted,
    );
  }

  /** Rights on it are given by none of its names: only what everywhere holds may be revoked on it. */
  get apart(): string {
    return quoted(`${this.prefix} apart`);
  }

  get tables(): readonly MadeTable[] {
    const [first, second] = this.databases;
    return [
      { on: `${first}.${quoted('orders')}`, columns: ['id', 'on', 'paid'].map(quoted) },
      { on: `${second}.${quoted("f`r'o\\m )")}`, columns: ['a, b', "c`o)l'", '\\'].map(quoted) },
    ];
  }

  /** It is dropped again as soon as something was given on it. */
  get gone(): MadeTable {
    return { on: `${this.databases[0]}.${quoted('gone')}`, columns: [quoted('id')] };
  }

  get routines(): readonly string[] {
    const [first, second] = this.databases;
    return [
      `procedure ${first}.${quoted('settle')}`,
      `procedure ${second}.${quoted("p`r'o\\c on")}`,
      `function ${first}.${quoted('due')}`,
    ];
  }

  get roles(): readonly string[] {
    return ['_r1', "_r'o`l\\e", ' to x'].map((end) => this.#role(end));
  }

  /** MariaDB: one that the admins may not pass on. */
  get foreignRole(): string {
    return this.#role('_foreign');
  }

  get proxied(): readonly string[] {
    return [
      `${quoted(`${this.prefix}_p'x\``)}@${quoted('10.%')}`,
      `${quoted(`${this.prefix}_p2`)}@${quoted('%')}`,
    ];
  }

  admin(kind: 'full' | 'limited'): string {
    return `${this.prefix}_${kind}`;
  }

  async #make(query: Query, password: string): Promise<void> {
    for (const database of this.databases) await query(`create database ${database}`);
    for (const table of this.tables) await query(creation(table));
    for (const routine of this.routines)
      await query(
        routine.startsWith('procedure')
          ? `create ${routine}() select 1`
          : `create ${routine}() returns int deterministic return 1`,
      );
    for (const role of [...this.roles, this.foreignRole]) await query(`create role ${role}`);
    for (const user of this.proxied) await query(`create user ${user} identified by '${password}'`);
    for (const kind of ['full', 'limited'] as const) {
      const admin = `${quoted(this.admin(kind))}@\`%\``;
      await query(`create user ${admin} identified by '${password}'`);
      await query(`grant all on *.* to ${admin} with grant option`);
      for (const role of this.roles) await query(`grant ${role} to ${admin} with admin option`);
      if (kind === 'full') await query(`grant proxy on ''@'' to ${admin} with grant option`);
    }
    if (this.isMysql) await query(`revoke system_user on *.* from ${quoted(this.admin('limited'))}@\`%\``);
  }

  async drop(query: Query): Promise<void> {
    for (const kind of ['full', 'limited'] as const)
      await query(`drop user ${quoted(this.admin(kind))}@\`%\``);
    for (const user of this.proxied) await query(`drop user ${user}`);
    for (const role of [...this.roles, this.foreignRole]) await query(`drop role ${role}`);
    for (const database of this.databases) await query(`drop database ${database}`);
  }

  #role(end: string): string {
    return `${quoted(`${this.prefix}${end}`)}${this.isMysql ? '@`%`' : ''}`;
  }
}

export function creation({ on, columns }: MadeTable): string {
  return `create table ${on} (${columns.map((column) => `${column} int`).join(', ')})`;
}
