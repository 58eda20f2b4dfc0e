import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type Call, callsTo, create, move, put, stagesOf } from '../../support/sandbox/calls.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { bundleSandbox, startProcess } from './sandbox-process.ts';

const rounds = exhaustive ? 200 : 6;

/** One secret under change. `done` counts the calls that were acknowledged; the next may or may not be there. */
interface Writer {
  readonly secret: string;
  readonly size: number;
  done: number;
}

const steps = 3;
const valueAt = ({ secret, size }: Writer, turn: number) => `${secret} ${turn} `.padEnd(size, 'x');

/** Call number n of a writer: it puts a version, makes it current, then says so in a tag. */
function perform(call: Call, writer: Writer, n: number): Promise<unknown> {
  const { secret } = writer;
  const turn = Math.floor(n / steps);
  if (n % steps === 0) return put(call, secret, `t${turn}`, ['P'], valueAt(writer, turn));
  if (n % steps === 1) return move(call, secret, 'ACSCurrent', { MoveToVersion: `t${turn}` });
  return call('TagResource', { SecretName: secret, Tags: `[{"TagKey":"turn","TagValue":"${turn}"}]` });
}

/** Until the sandbox is gone. */
async function write(call: Call, writer: Writer): Promise<void> {
  for (;;) {
    const answer = await perform(call, writer, writer.done).catch(() => undefined);
    if (!('RequestId' in Object(answer))) return;
    writer.done += 1;
  }
}

/** The turns a step may be at, after so many acknowledged calls and perhaps one more. */
const turnsOf = (done: number, step: number) =>
  [done, done + 1].map((count) => Math.floor((count - 1 - step) / steps));

async function expectKept(call: Call, writer: Writer): Promise<void> {
  const { secret, done } = writer;
  const stages = await stagesOf(call, secret);
  const holder = (label: string) => Object.keys(stages).find((version) => stages[version]?.includes(label));
  const named = (step: number) => turnsOf(done, step).map((turn) => (turn < 0 ? undefined : `t${turn}`));
  const current = holder('ACSCurrent');
  expect(named(0), `${secret} after ${done} calls`).toContain(holder('P'));
  expect(named(1), `${secret} after ${done} calls`).toContain(current === 'v1' ? undefined : current);
  const { Tags } = Object(await call('DescribeSecret', { SecretName: secret, FetchTags: 'true' }));
  expect(turnsOf(done, 2), `${secret} after ${done} calls`).toContain(Number(Tags.Tag[0]?.TagValue ?? -1));
  for (const label of ['P', 'ACSCurrent']) {
    const version = holder(label);
    if (version === undefined || version === 'v1') continue;
    expect(await call('GetSecretValue', { SecretName: secret, VersionStage: label })).toMatchObject({
      SecretData: valueAt(writer, Number(version.slice(1))),
    });
  }
}

it(`keeps every acknowledged version, stage and tag when it is killed ${rounds} times in the midst of writes`, async () => {
  await using programs = await temporaryDirectory();
  await using directory = await temporaryDirectory();
  const program = await bundleSandbox(programs.path);
  // The large one makes the journal grow, so that some of the kills hit a compaction.
  const writers: Writer[] = [
    { secret: 'small', size: 20, done: 0 },
    { secret: 'middling', size: 2_000, done: 0 },
    { secret: 'large', size: 25_000, done: 0 },
  ];
  for (let round = 0; round <= rounds; round += 1) {
    await using sandbox = await startProcess(program, directory.path);
    const call = callsTo(sandbox.address);
    if (round === 0) for (const { secret } of writers) await create(call, secret);
    for (const writer of writers) await expectKept(call, writer);
    if (round === rounds) break;
    const before = writers.map(({ done }) => done);
    const writing = writers.map((writer) => write(call, writer));
    // On a busy machine, it takes its time until each of them has begun.
    while (writers.some(({ done }, index) => done === before[index])) await setTimeout(1);
    await setTimeout(30 + ((round * 37) % 150));
    await sandbox.kill();
    await Promise.all(writing);
  }
  for (const { secret, done } of writers) expect(done, secret).toBeGreaterThan(rounds);
});
