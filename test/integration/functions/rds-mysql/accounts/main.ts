import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { startMariadb } from '../../../../support/servers/mariadb.ts';
import { startMysql } from '../../../../support/servers/mysql.ts';
import { tryAccounts } from './trial.ts';

const starts = {
  mysql: () => startMysql(),
  'mysql with partial revokes': () => startMysql({ serverArguments: ['--partial-revokes=ON'] }),
  mariadb: () => startMariadb(),
};

const [count = 1_000] = z.array(z.coerce.number().int().positive()).parse(process.argv.slice(2));
const seed = Number(process.env.ACCOUNTS_SEED ?? randomInt(2 ** 31));
const say = (line: string) => process.stdout.write(`${line}\n`);

say(`${count} accounts on each server: ACCOUNTS_SEED=${seed}`);
let failed = 0;
for (const [name, start] of Object.entries(starts)) {
  await using server = await start();
  const tried = (nth: number) => {
    if (nth % 100 === 0) say(`${name}: ${nth} tried`);
  };
  const { counts, share, failures } = await tryAccounts(server, { seed, count, reads: true, tried });
  for (const failure of failures) say(`FAILED on ${name}, ${failure}`);
  say(`${name} ${server.version}: ${JSON.stringify(counts)}, ${Math.round(share * 100)} % identical`);
  failed += failures.length;
}
say(`${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
