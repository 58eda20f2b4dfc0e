import { describe, expect, it } from 'vitest';
import { judge, percent, type Survivor } from './judge.ts';
import { mutantsOf, Report } from './mutant.ts';

const source = ['if (kept) {', '  stay();', '}', '', '  if (late) return;', ''].join('\n');

const at = (line: number, from: number, to: number, end = line) => ({
  start: { line, column: from },
  end: { line: end, column: to },
});

/** What Stryker says of one file; `late` becomes true or false, and the block goes. */
function reported(statuses: { readonly [replacement: string]: object }) {
  const places: Record<string, object> = { true: at(5, 7, 11), false: at(5, 7, 11), '{}': at(1, 11, 2, 3) };
  const mutants = Object.entries(statuses).map(([replacement, status]) => ({
    replacement,
    location: places[replacement],
    ...status,
  }));
  return mutantsOf(Report.parse({ files: { 'a.ts': { source, mutants } } }));
}

const killed = { status: 'Killed' };
const survived = { status: 'Survived' };

const late = (by: string, file = 'a.ts'): Survivor => ({
  file,
  line: 'if (late) return;',
  mutated: 'late',
  by,
  because: 'it is never late',
});

describe('the score', () => {
  it('counts what was killed, and what went on for ever', () => {
    const { whole, scores } = judge(reported({ true: killed, false: { status: 'Timeout' } }), []);
    expect(scores).toEqual([{ file: 'a.ts', killed: 2, all: 2 }]);
    expect(percent(whole)).toBe(100);
  });

  it('counts as alive what no test covers', () => {
    const { whole } = judge(reported({ true: killed, false: { status: 'NoCoverage' } }), []);
    expect(percent(whole)).toBe(50);
  });

  it('leaves out texts, and what does not even run', () => {
    const mutants = reported({ true: { status: 'Ignored' }, '{}': { status: 'RuntimeError' } });
    expect(mutants).toEqual([]);
    expect(percent(judge(mutants, []).whole)).toBe(100);
  });
});

describe('a mutant that lives', () => {
  it('has to be explained', () => {
    const { unexplained } = judge(reported({ true: survived, false: survived }), [late('true')]);
    expect(unexplained).toMatchObject([{ line: 'if (late) return;', mutated: 'late', by: 'false' }]);
  });

  it('is named by the first line of what was taken away', () => {
    const { unexplained } = judge(reported({ '{}': survived }), []);
    expect(unexplained).toMatchObject([{ line: 'if (kept) {', mutated: '{', by: '{}' }]);
  });
});

describe('an explanation', () => {
  it('is stale once its mutant is killed, or is not there any more', () => {
    const survivors = [late('true'), late('late()')];
    expect(judge(reported({ true: killed, false: killed }), survivors).stale).toEqual(survivors);
  });

  it('is left alone where its file was not mutated', () => {
    expect(judge(reported({ true: killed }), [late('true', 'b.ts')]).stale).toEqual([]);
  });
});
