import { describe, expect, it } from 'vitest';
import { usedWithoutRight } from './kinds.ts';
import { readSources, type Source } from './source.ts';

const sources: readonly Source[] = await readSources('test');
const known = new Map(sources.map((source) => [source.path, source]));

describe('the tests', () => {
  it('use what their kind may use', () => {
    expect(sources.length).toBeGreaterThan(500);
    const wrong = sources.flatMap((source) =>
      usedWithoutRight(source, known).map((path) => `${source.path} uses ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['test/unit/x.test.ts', 'test/integration/trust/table/suite.ts'],
    ['test/unit/x.test.ts', 'node:child_process'],
    ['test/unit/x.test.ts', 'test/support/servers/running.ts'],
    ['test/unit/x.test.ts', 'test/support/stand/cloud.ts'],
    ['test/integration/x.test.ts', 'test/process/crash/kill.ts'],
    ['test/integration/x.test.ts', 'test/support/stand/bundle.ts'],
    ['test/support/x.ts', 'test/unit/architecture/source.ts'],
    ['test/process/x.test.ts', 'test/tools/crash/main.ts'],
    ['test/new/x.test.ts', 'vitest'],
  ])('may not have a %s that uses %s', (path, used) => {
    expect(usedWithoutRight({ path, imports: [used], code: '' }, known)).not.toEqual([]);
  });

  it('may have a process test that uses a suite of the integration tests', () => {
    const source = {
      path: 'test/process/x.test.ts',
      imports: ['test/integration/trust/table/suite.ts'],
      code: '',
    };
    expect(usedWithoutRight(source, known)).toEqual([]);
  });
});
