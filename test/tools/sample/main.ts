import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { createVitest } from 'vitest/node';

/**
 * Minutes in which files are begun; what runs then has one more to end. A landing has twenty in all, of which the tests
 * before this one take more or fewer, as the machine is.
 */
const [least, most, ofLanding] = [2, 10, 17];
/** Files of a round: each round has its own workers, and the time is looked at between two. */
const atOnce = 6;

/** The hash of the commit: each commit draws other tests, and the same ones whenever it is tried again. */
const seed =
  process.env.SAMPLE_SEED ?? execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
const [tried, secondsGone = '0'] = process.argv.slice(2);
const minutes = Math.min(most, Math.max(least, ofLanding - Number(secondsGone) / 60));
process.env.SAMPLE_SEED = seed;
process.env.EXHAUSTIVE = '1';
if (tried !== undefined) process.env.SAMPLE_TRIED = tried;

const say = (line: string) => process.stdout.write(`${line}\n`);
const rankOf = (text: string) => createHash('sha256').update(`${seed} ${text}`).digest('hex');

say(`A sample of what npm test leaves out, for ${minutes.toFixed(1)} minutes: SAMPLE_SEED=${seed}`);
const vitest = await createVitest('test', { run: true, watch: false });
await vitest.standalone();
const files = (await vitest.globTestSpecifications())
  .map((file) => ({ file, rank: rankOf(relative(vitest.config.root, file.moduleId)) }))
  .sort((one, other) => one.rank.localeCompare(other.rank))
  .map(({ file }) => file);
const startedAt = performance.now();
const counts = { files: 0, passed: 0, failed: 0 };
const isOver = () => performance.now() - startedAt > minutes * 60_000;
while (counts.files < files.length && !isOver()) {
  const round = files.slice(counts.files, counts.files + atOnce);
  const ending = setTimeout(
    () => vitest.cancelCurrentRun('keyboard-input'),
    (minutes + 1) * 60_000 - (performance.now() - startedAt),
  );
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(round);
  clearTimeout(ending);
  counts.files += round.length;
  counts.failed += unhandledErrors.length;
  const ids = new Set(round.map(({ moduleId }) => moduleId));
  // What earlier rounds ran is told again.
  for (const module of testModules.filter(({ moduleId }) => ids.has(moduleId))) {
    if (module.errors().length > 0) counts.failed += 1;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed += 1;
      if (state === 'failed') counts.failed += 1;
    }
  }
}
await vitest.close();
say(`${counts.files} of ${files.length} files were drawn from`);
say(`sample: ${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
