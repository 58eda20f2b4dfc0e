import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { engines } from '../../../support/servers/running.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { currentLogin } from '../../../support/stand/current-login.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import type { Login } from '../../../support/stand/login.ts';
import { rotate } from '../../../support/stand/rotate.ts';
import { type Prepared, prepare } from '../../../support/stand/settings.ts';
import { connect } from './application/ask.ts';

const rotations = exhaustive ? 12 : 2;
const work = [
  'create table mine (a int)',
  'insert into mine values (1)',
  'select count(*) from shared',
  'drop table mine',
];

/** How an application keeps its sessions; each answers one that may be used, and what becomes of it afterwards. */
type Style = (open: () => Promise<pg.Client>) => {
  take(): Promise<pg.Client>;
  give(client: pg.Client): Promise<void>;
  end(): Promise<void>;
};

const kept: Style = (open) => {
  const idle: pg.Client[] = [];
  return {
    take: async () => (idle.length > 3 ? idle.shift() : undefined) ?? open(),
    give: async (client) => void idle.push(client),
    end: async () => {
      for (const client of idle) await client.end();
    },
  };
};

const styles: Readonly<Record<string, Style>> = {
  'logs in for each use': (open) => ({
    take: open,
    give: (client) => client.end(),
    end: async () => {},
  }),
  'keeps its sessions over many rotations': kept,
  'keeps them, and says discard all between uses': (open) => {
    const pool = kept(open);
    return {
      ...pool,
      give: async (client) => {
        await client.query('discard all');
        await pool.give(client);
      },
    };
  },
};

interface Seen {
  uses: number;
  readonly errors: string[];
}

/** Reads the secret, and does one thing of everything, until it is told to stop. */
async function live(style: Style, open: () => Promise<pg.Client>, isOver: () => boolean): Promise<Seen> {
  const seen: Seen = { uses: 0, errors: [] };
  const pool = style(open);
  while (!isOver()) {
    try {
      const client = await pool.take();
      await client.query('begin');
      for (const statement of work) await client.query(statement);
      await client.query('commit');
      await pool.give(client);
      seen.uses += 1;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      seen.errors.push(`${error.code} ${error.message}`);
    }
  }
  await pool.end();
  return seen;
}

describe.each(engines('postgresql'))('an application on PostgreSQL $version', (server) => {
  it.each(Object.entries(styles))('that %s is refused nothing by any rotation', async (_, style) => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const prepared = await begin(cloud, server);
    const open = async () => connect(server, await loginOf(cloud, prepared));
    let isOver = false;
    const living = live(style, open, () => isOver);
    for (let turn = 0; turn < rotations; turn += 1)
      expect(await rotate(cloud, 'rds-postgresql', prepared.secret)).toMatchObject({ Outcome: 'rotated' });
    isOver = true;
    const { uses, errors } = await living;
    expect(errors).toEqual([]);
    expect(uses).toBeGreaterThan(rotations);
  });
});

async function begin(cloud: Cloud, server: ServerAddress): Promise<Prepared> {
  const prepared = await prepare(cloud, server, {
    engine: 'postgresql',
    type: 'rds-postgresql',
    strategy: 'alternating-users',
    actor: 'admin',
    dual: true,
  });
  await cloud.tag(prepared.secret, { 'rotation:grace': '0m:accepted' });
  const { user } = prepared.account;
  const admin = await connect(server, { ...server.admin, database: user });
  await admin.query(`create schema authorization ${user}`);
  await admin.end();
  const own = await connect(server, { ...prepared.account, database: user });
  await own.query('create table shared (a int)');
  await own.end();
  return prepared;
}

async function loginOf(cloud: Cloud, prepared: Prepared): Promise<Login> {
  const { user, password } = await currentLogin(cloud, prepared.secret);
  return { user, password, database: prepared.account.user };
}
