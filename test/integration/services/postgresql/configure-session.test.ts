import { describe, expect, it } from 'vitest';
import { configureSession } from '../../../../shared/services/postgresql/configure-session.ts';
import { logIn } from '../../../../shared/services/postgresql/connector.ts';
import { engines } from '../../../support/servers/running.ts';
import { quote, World } from './world.ts';

describe.each(engines('postgresql'))('a session that acts on PostgreSQL $version', (server) => {
  it('undoes what its role has set, and ends when it is left alone', async () => {
    const world = await World.make(server);
    const { first } = world.names;
    const owner = quote(`${world.account}_owner`);
    await world.sql(`
      create role ${owner};
      grant ${owner} to ${first};
      alter role ${first} set role to ${owner};
      alter role ${first} set search_path to public, pg_catalog;
      alter role ${first} set default_transaction_read_only to on;
      alter role ${first} set default_transaction_isolation to 'serializable';
      alter role ${first} set statement_timeout to '1s';
      alter role ${first} set synchronous_commit to off;
    `);
    const dialling = {
      secret: world.secret,
      authorities: server.certificateAuthority,
      signal: new AbortController().signal,
    };
    const session = await logIn(dialling, world.value('current'));
    if (session === 'refused') throw new Error(session);
    await using open = session;
    await configureSession(open);
    const idle = Number(server.version) >= 14 ? '5min' : null;
    expect(
      await open.query(`
        select
          current_user = session_user as itself,
          current_setting('search_path') as path,
          current_setting('transaction_read_only') as read_only,
          current_setting('transaction_isolation') as isolation,
          current_setting('statement_timeout') as timeout,
          current_setting('synchronous_commit') as durable,
          current_setting('idle_session_timeout', true) as idle,
          current_setting('idle_in_transaction_session_timeout') as in_transaction
      `),
    ).toEqual([
      {
        itself: true,
        path: 'pg_catalog, pg_temp',
        read_only: 'off',
        isolation: 'read committed',
        timeout: '1min',
        durable: 'on',
        idle,
        in_transaction: '1min',
      },
    ]);
  });
});
