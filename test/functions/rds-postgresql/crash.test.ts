import { describe, expect, it } from 'vitest';
import { World } from '../../databases/postgresql/world.ts';
import { engines } from '../../servers/running.ts';
import { exhaustive } from '../../stand/exhaustive.ts';

/** The newest alone in a sample: these are crashes of the instance at its calls to the store. */
const servers = engines('postgresql').slice(exhaustive ? 0 : -1);

const subjects = servers.flatMap((server) =>
  (
    [
      ['alternating-users', 'superuser'],
      ['alternating-users', 'createrole'],
      ['single-user', 'none'],
    ] as const
  ).map(([strategy, admin]) => ({ server, strategy, admin, version: server.version })),
);

describe.each(subjects)(
  'a crash on PostgreSQL $version, $strategy with admin $admin',
  ({ server, strategy, admin }) => {
    it.each(['before', 'after'] as const)(
      '%s any call to the store leaves a credential that is known, and the next run converges',
      async (moment) => {
        const tags = { 'rotation:strategy': strategy };
        for (let call = 1; ; call += 1) {
          const world = await World.make(server, { admin, tags });
          if (!(await world.rotateCrashing(moment, call))) return expect(call).toBeGreaterThan(6);
          const known = world.credentials();
          const accepted = await Promise.all(known.map((credential) => world.accepts(credential)));
          expect(accepted, `after a crash ${moment} call ${call}`).toContain(true);
          if (strategy === 'alternating-users') await world.sql('select', world.credential());
          await world.rotate();
          await world.sql('select', world.credential());
        }
      },
    );
  },
);
