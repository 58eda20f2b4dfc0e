import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import {
  type RunnerTestFile as File,
  type RunnerTestSuite as Suite,
  type RunnerTestCase as Test,
  TestRunner,
} from 'vitest';
import * as z from 'zod';
import { sample } from '../../support/stand/sample.ts';

/** Of what can be run alone in a file and was not tried yet, one in so many is, and so many at most. */
const share = 5;
const most = 8;

const Report = z.object({
  testResults: z.array(
    z.object({ name: z.string(), assertionResults: z.array(z.object({ fullName: z.string() })) }),
  ),
});

/** The tests that `npm test` has tried, by file and name. */
function readTried(path: string | undefined): ReadonlySet<string> {
  if (path === undefined) return new Set();
  const { testResults } = Report.parse(JSON.parse(readFileSync(path, 'utf8')));
  return new Set(
    testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName }) => `${relative('.', name)} ${fullName}`),
    ),
  );
}

function idOf(test: Test): string {
  const names = [test.name];
  for (let { suite } = test; suite; suite = suite.suite) names.unshift(suite.name);
  return `${relative('.', test.file.filepath)} ${names.join(' ')}`;
}

function testsOf(suite: Suite): Test[] {
  return suite.tasks.flatMap((task) => (task.type === 'suite' ? testsOf(task) : [task]));
}

/** What can be run without the rest of its file: a case, or a suite whose cases go on from one another. */
function unitsOf(suite: Suite): Test[][] {
  return suite.tasks.flatMap((task) => {
    if (task.type === 'test') return [[task]];
    return task.shuffle === false ? [testsOf(task)] : unitsOf(task);
  });
}

/** Takes away every test but the chosen ones, and the suites that are empty then. */
function keep(suite: Suite, chosen: ReadonlySet<Test>): void {
  for (const task of suite.tasks) if (task.type === 'suite') keep(task, chosen);
  suite.tasks = suite.tasks.filter((task) =>
    task.type === 'suite' ? task.tasks.length > 0 : chosen.has(task),
  );
}

/** Runs a few of the tests that were not tried yet, drawn by a seed. */
export default class SampleRunner extends TestRunner {
  readonly #tried = readTried(sample.tried);

  onCollected(files: File[]): void {
    for (const file of files) keep(file, this.#drawn(file));
  }

  #drawn(file: File): ReadonlySet<Test> {
    const left = unitsOf(file)
      .map((tests) => ({ tests, ids: tests.map(idOf) }))
      .filter(({ ids }) => !ids.every((id) => this.#tried.has(id)))
      .map(({ tests, ids }) => ({ tests, rank: rankOf(ids.join()) }))
      .sort((one, other) => one.rank.localeCompare(other.rank));
    const count = Math.min(most, Math.ceil(left.length / share));
    return new Set(left.slice(0, count).flatMap(({ tests }) => tests));
  }
}

function rankOf(id: string): string {
  return createHash('sha256').update(`${sample.seed} ${id}`).digest('hex');
}
