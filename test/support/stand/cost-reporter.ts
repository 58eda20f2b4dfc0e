import type { Reporter, TestModule } from 'vitest/node';
import { table } from '../../../shared/operator/cli/table.ts';

const most = 20;

/** Prints the files that took the most processor time. Servers that all files share are in none of them. */
export default class CostReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules
      .map((module) => ({
        file: module.relativeModuleId,
        tests: [...module.children.allTests()].length,
        seconds: module.diagnostic().duration / 1_000,
        cost: module.meta().cost ?? 0,
      }))
      .sort((one, other) => other.cost - one.cost);
    const sum = rows.reduce((all, { cost }) => all + cost, 0);
    const lines = rows
      .slice(0, most)
      .map(({ file, tests, seconds, cost }) => [file, String(tests), seconds.toFixed(1), cost.toFixed(1)]);
    process.stdout.write(`${table([['FILE', 'TESTS', 'SECONDS', 'CPU SECONDS'], ...lines])}\n`);
    process.stdout.write(`${rows.length} files, ${sum.toFixed(0)} CPU seconds\n`);
  }
}
