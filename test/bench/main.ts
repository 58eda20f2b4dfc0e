import { join } from 'node:path';
import { functionNames } from '../../shared/build/bundle.ts';
import { temporaryDirectory } from '../sandbox/temporary-directory.ts';
import { startAll } from '../servers/all.ts';
import { type Cloud, startCloud } from '../stand/cloud.ts';
import { weighBundles } from './bundles.ts';
import { countCalls } from './calls-and-logins.ts';
import { measureColdStarts } from './cold-start.ts';
import { type Contest, prepareContests } from './contest.ts';
import { type Finding, findingsDocument, isKept, showFindings } from './finding.ts';
import { measureRotationTime } from './rotation-time.ts';
import { watchPromotions } from './watch.ts';
import { measureWindow } from './window.ts';

const root = join(import.meta.dirname, '../..');
const rotations = { warmUp: 10, counted: 50 };
const starts = { warmUp: 2, counted: 20 };

const say = (line: string) => process.stderr.write(`${line}\n`);

async function bench(): Promise<Finding[]> {
  say('building the functions and starting them cold …');
  const functions = await onFunctions();
  say('starting the servers …');
  await using all = await startAll();
  for (const { name, reason } of all.skipped) say(`skipped engine: ${name} (${reason})`);
  // Newest release first: it is the one that is measured.
  const servers = [...all.servers].sort((a, b) => Number(b.version) - Number(a.version));
  const [server] = servers;
  if (server === undefined) return functions;
  await using cloud = await startCloud(server.certificateAuthorityFile, {
    switches: { previousOntoCurrent: 'allow' },
  });
  const contests = await prepareContests(cloud, servers);
  return [...(await onRotations(cloud, contests)), ...functions];
}

async function onFunctions(): Promise<Finding[]> {
  await using directory = await temporaryDirectory();
  const weights = await weighBundles(root, directory.path);
  return [...weights, ...(await measureColdStarts(await functionNames(root), directory.path, starts))];
}

async function onRotations(cloud: Cloud, contests: readonly Contest[]): Promise<Finding[]> {
  const [times, windows, counts]: [Finding[], Finding[], Finding[]] = [[], [], []];
  const promotedAt = watchPromotions(cloud);
  for (const contest of contests) {
    say(`rotating on ${contest.subject} …`);
    counts.push(...(await countCalls(cloud, contest)));
    times.push(await measureRotationTime(contest, rotations));
    if (!contest.setting.dual) windows.push(await measureWindow(contest, promotedAt, rotations));
  }
  return [...times, ...windows, ...counts];
}

const findings = await bench();
process.stdout.write(`${showFindings(findings)}\n\n${findingsDocument(findings)}\n`);
process.exitCode = findings.every(isKept) ? 0 : 1;
