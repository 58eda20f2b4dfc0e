import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pc from 'picocolors';
import { table } from '../../../shared/operator/cli/table.ts';
import { startMariadb } from '../../support/servers/mariadb.ts';
import { startMysql } from '../../support/servers/mysql.ts';
import { startPostgresql } from '../../support/servers/postgresql.ts';
import type { DatabaseServer } from '../../support/servers/server.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { findSubjects } from '../../support/stand/subject.ts';
import { type Shown, show } from './show.ts';

const root = join(import.meta.dirname, '../../..');

const say = (line = '') => process.stdout.write(`${line}\n`);

/** Starts everything, rotates in every way under load, and ends everything. True when each promise was kept. */
async function demo(): Promise<boolean> {
  say(pc.bold('Starting PostgreSQL, MySQL and MariaDB; the first time they are fetched and unpacked …'));
  const started = await Promise.all([startPostgresql('18'), startMysql(), startMariadb()]);
  await using servers = group(started);
  for (const { engine, version, port } of started) say(`  ${engine} ${version} on port ${port}, over TLS`);
  await using cloud = await startCloud(started[0].certificateAuthorityFile);
  say(`  the sandbox cloud at ${cloud.sandbox.endpoint}\n`);
  const shown: Shown[] = [];
  for (const subject of await findSubjects(servers.list))
    shown.push(await show(cloud, subject, { rotations: 10, say }));
  report(shown);
  await fleet(cloud);
  return shown.every((one) => one.kept);
}

function group<Server extends DatabaseServer>(list: readonly Server[]) {
  return {
    list,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(list.map((server) => server[Symbol.asyncDispose]()));
    },
  };
}

function report(shown: readonly Shown[]): void {
  const heading = [
    'SERVICE',
    'STRATEGY',
    'BY',
    'ROTATIONS',
    'LOGINS',
    'REFUSED',
    'CACHED LOGINS',
    'REFUSED',
    'CREATE',
    'SET',
    'TEST',
    'FINISH',
    'WINDOW',
  ];
  say(table([heading, ...shown.map((one) => [...one.row])]));
  say(
    pc.dim(
      'Times are medians in milliseconds. The window is the time in which no stored current value logs in.\n',
    ),
  );
}

/** What an operator sees: the command line against the same sandbox. */
async function fleet(cloud: Cloud): Promise<void> {
  say(`${pc.bold('$ rotator status')}`);
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'dist/rotator.js'), 'status'], {
    env: { ...process.env, ...cloud.variables },
  });
  say(stdout);
}

// The loader stands between this process and the terminal. One that was killed has told nobody.
const loader = process.ppid;
const looking = setInterval(() => process.ppid === loader || process.exit(1), 500);
looking.unref();

const startedAt = performance.now();
const kept = await demo();
const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
say(
  kept
    ? pc.green(`Every promise was kept, in ${seconds} s.`)
    : pc.red(`A promise was broken, after ${seconds} s.`),
);
process.exitCode = kept ? 0 : 1;
