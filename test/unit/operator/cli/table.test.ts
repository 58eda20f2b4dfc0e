import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { painted } from '../../../../shared/operator/cli/paint.ts';
import { table } from '../../../../shared/operator/cli/table.ts';

const lines = (rows: readonly (readonly string[])[], width?: number) =>
  stripVTControlCharacters(painted(table(rows, width))).split('\n');

describe('a table for people', () => {
  it('aligns its columns, and leaves them whole where there is room', () => {
    expect(
      lines(
        [
          ['A', 'LONGER'],
          ['some text', 'x'],
        ],
        80,
      ),
    ).toEqual(['A          LONGER', 'some text  x']);
    const wide = 'x'.repeat(500);
    expect(lines([['A'], [wide]])).toEqual(['A', wide]);
  });

  it('cuts the widest columns in their middle, down to the width of the terminal', () => {
    const name = 'prod/payments/ledger-database-of-the-north';
    const rows = [
      ['NAME', 'AGE', 'ERROR'],
      [name, '12 d', 'the policy of it is malformed'],
    ];
    expect(lines(rows, 46)[1]).toBe('prod/paym…the-north  12 d  the polic…malformed');
    expect(lines(rows, 70)[1]).toMatch(/^prod\S*…\S*north {2}12 d {2}the policy of it is malformed$/);
  });

  it('shows what a terminal would obey', () => {
    expect(table([['A'], ['\u001B[2Jred\u0007\u202Ename\n']], 80)).toContain(
      '\uFFFD[2Jred\uFFFD\uFFFDname\uFFFD',
    );
  });
});
