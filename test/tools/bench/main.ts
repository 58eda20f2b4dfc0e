import { join } from 'node:path';
import { functionNames } from '../../../shared/build/bundle.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { startAll } from '../../support/servers/all.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { weighBundles } from './bundles.ts';
import { countCalls } from './calls-and-logins.ts';
import { measureColdStarts } from './cold-start.ts';
import { prepareContests } from './contest.ts';
import { type Finding, findingsDocument, isKept, showFindings } from './finding.ts';
import { measureSweep } from './fleet-sweep.ts';
import { measureIdleSweep } from './idle-sweep.ts';
import { measureRotationTime } from './rotation-time.ts';
import type { Rounds } from './statistics.ts';
import { watchPromotions } from './watch.ts';
import { measureWindow } from './window.ts';

const root = join(import.meta.dirname, '../../..');
const rotations = { warmUp: 10, counted: 50 };
const windows = { warmUp: 5, counted: 20 };
const fleet = 1_000;
const starts = { warmUp: 2, counted: 20 };

const say = (line: string) => process.stderr.write(`${line}\n`);

async function bench(): Promise<Finding[]> {
  say('building the functions and starting them cold …');
  await using directory = await temporaryDirectory();
  const functions = await onFunctions(directory.path);
  say('starting the servers …');
  await using all = await startAll();
  for (const { name, reason } of all.skipped)
    say(`skipped engine, so nothing is known of it: ${name} (${reason})`);
  // Newest release first: it is the one that is measured.
  const servers = [...all.servers].sort((a, b) => Number(b.version) - Number(a.version));
  const rotations = [...(await onRotations(servers, true)), ...(await onRotations(servers, false))];
  return [...rotations, ...(await onFleet(servers, directory.path)), ...functions];
}

async function onFleet(servers: readonly ServerAddress[], bundles: string): Promise<readonly Finding[]> {
  const server = servers.find(({ engine }) => engine === 'postgresql');
  if (!server) return [];
  say(`sweeping ${fleet} secrets …`);
  return measureSweep(server, bundles, fleet);
}

async function onFunctions(into: string): Promise<Finding[]> {
  const weights = await weighBundles(root, into);
  const cold = await measureColdStarts(await functionNames(root), into, starts);
  say('sweeping a fleet that needs nothing …');
  return [...weights, ...cold, ...(await measureIdleSweep(into))];
}

/** Times are judged under the reading of KMS with the fewest calls; under the other one, what depends on it. */
async function onRotations(servers: readonly ServerAddress[], joins: boolean): Promise<Finding[]> {
  const [server] = servers;
  if (server === undefined) return [];
  await using cloud = await startCloud(server.certificateAuthorityFile, {
    switches: { previousOntoCurrent: joins ? 'allow' : 'reject' },
  });
  const promotedAt = watchPromotions(cloud);
  const found: Finding[] = [];
  for (const contest of await prepareContests({ cloud, joins }, servers)) {
    say(`rotating on ${contest.subject} …`);
    found.push(...(await countCalls({ cloud, joins }, contest)));
    if (joins) found.push(await judged(rotations, (rounds) => measureRotationTime(contest, rounds)));
    if (!contest.setting.dual)
      found.push(await judged(windows, (rounds) => measureWindow(cloud, contest, promotedAt, rounds)));
  }
  if (joins) return found;
  return found.map((one) => ({
    ...one,
    note: `${one.note}; KMS refuses the previous stage on the current one`,
  }));
}

/** What breaks its budget is measured again for longer, and that counts: a busy machine passes, slow code stays. */
async function judged(rounds: Rounds, measure: (rounds: Rounds) => Promise<Finding>): Promise<Finding> {
  const first = await measure(rounds);
  if (isKept(first)) return first;
  say(`  ${first.what} seems broken at ${first.value.toFixed(2)}: once more …`);
  return await measure({ ...rounds, counted: 3 * rounds.counted });
}

const findings = await bench();
process.stdout.write(`${showFindings(findings)}\n\n${findingsDocument(findings)}\n`);
process.exitCode = findings.every(isKept) ? 0 : 1;
