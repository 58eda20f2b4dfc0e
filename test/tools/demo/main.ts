import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pc from 'picocolors';
import { table } from '../../../shared/operator/cli/table.ts';
import { startNewest, whySshdIsSkipped } from '../../support/servers/all.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { findSubjects } from '../../support/stand/subject.ts';
import { demoPage } from './page.ts';
import { type Shown, show } from './show.ts';
import { type Skipped, summarize } from './summary.ts';

const root = join(import.meta.dirname, '../../..');

const say = (line = '') => process.stdout.write(`${line}\n`);

/** Starts everything, rotates in every way under load, and ends everything. */
async function demo(): Promise<{ readonly shown: readonly Shown[]; readonly skipped: readonly Skipped[] }> {
  say(pc.bold('Starting PostgreSQL, MySQL and MariaDB; the first time they are fetched and unpacked …'));
  await using started = await startNewest();
  const { servers } = started;
  for (const { engine, version, port } of servers) say(`  ${engine} ${version} on port ${port}, over TLS`);
  const withoutSshd = await whySshdIsSkipped();
  const skipped = [
    ...started.skipped,
    ...(withoutSshd === undefined ? [] : [{ name: 'openssh', reason: withoutSshd }]),
  ];
  for (const { name, reason } of skipped) say(pc.yellow(`  skipped: ${name} (${reason})`));
  await using cloud = await startCloud(servers[0]?.certificateAuthorityFile);
  say(`  the sandbox cloud at ${cloud.sandbox.endpoint}\n`);
  const shown: Shown[] = [];
  for (const subject of await findSubjects(servers))
    shown.push(await show(cloud, subject, { rotations: 10, say }));
  report(shown);
  await fleet(cloud);
  return { shown, skipped };
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

/** A folder of somebody else's cannot be written: the numbers above say the same. */
async function writePicture(page: string): Promise<void> {
  const picture = join(root, '.cache/demo.html');
  try {
    await mkdir(join(root, '.cache'), { recursive: true });
    await writeFile(picture, page);
    say(`Picture: ${picture}`);
  } catch (error) {
    say(pc.dim(`No picture: ${error instanceof Error ? error.message : error}`));
  }
}

// The loader stands between this process and the terminal. One that was killed has told nobody.
const loader = process.ppid;
const looking = setInterval(() => process.ppid === loader || process.exit(1), 500);
looking.unref();

const startedAt = performance.now();
const { shown, skipped } = await demo();
const summary = summarize(shown, skipped, Math.round((performance.now() - startedAt) / 1_000));
say(summary.text);
await writePicture(demoPage(shown, summary));
say(
  summary.kept
    ? pc.green(skipped.length === 0 ? 'Every promise was kept.' : 'Every promise that was tried was kept.')
    : pc.red('A promise was broken.'),
);
process.exitCode = summary.kept ? 0 : 1;
