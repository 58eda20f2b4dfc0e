import { describe, expect, it } from 'vitest';
import { startMysql } from '../../../support/servers/mysql.ts';
import { engines } from '../../../support/servers/running.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import { tryAccounts } from './accounts/trial.ts';

/** The same accounts each time, so that what turns red is a change. Others are tried by `npm run accounts`. */
const seed = Number(process.env.ACCOUNTS_SEED ?? 16);
const count = exhaustive ? 50 : 6;

async function requireSame(server: ServerAddress): Promise<void> {
  const { failures, share } = await tryAccounts(server, { seed, count });
  expect(failures).toEqual([]);
  expect(share).toBeGreaterThan(0.8);
}

describe.each(engines('mysql', 'mariadb'))('random accounts of $engine $version', (server) => {
  it(`are the same as their second ones, three times, or refused (ACCOUNTS_SEED=${seed})`, () =>
    requireSame(server));
});

describe.runIf(exhaustive && engines('mysql').length > 0)('random accounts of MySQL', () => {
  it(`are the same also where parts of a privilege are revoked (ACCOUNTS_SEED=${seed})`, async () => {
    await using server = await startMysql({ serverArguments: ['--partial-revokes=ON'] });
    await requireSame(server);
  });
});
