import { paints as pc } from './paint.ts';

/** Characters that a terminal would obey instead of showing them. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const gap = 2;

/** The least width of a cut column: a shorter text would say nothing. */
const least = 10;

/**
 * Returns rows as aligned columns; the first row is the heading. If they are wider than `width`, it cuts the widest
 * column, and so on until they fit. `paint` may colour a cell, which is already padded.
 */
export function table(
  rows: readonly (readonly string[])[],
  width = process.stdout.columns ?? Number.POSITIVE_INFINITY,
  paint: (cell: string, column: number) => string = (cell) => cell,
): string {
  const cells = rows.map((row) => row.map((cell) => cell.replace(unseen, '\uFFFD')));
  const widths = fit(
    (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))),
    width,
  );
  const line = (row: readonly string[], heading: boolean) =>
    row
      .map((cell, column) =>
        cut(cell, widths[column] ?? 0).padEnd(isLast(row, column) ? 0 : (widths[column] ?? 0)),
      )
      .map((cell, column) => (heading ? cell : paint(cell, column)))
      .join(' '.repeat(gap));
  return cells.map((row, index) => (index === 0 ? pc.bold(line(row, true)) : line(row, false))).join('\n');
}

function isLast(row: readonly string[], column: number): boolean {
  return column === row.length - 1;
}

function fit(widths: readonly number[], width: number): readonly number[] {
  const excess = widths.reduce((sum, one) => sum + one, gap * (widths.length - 1)) - width;
  const widest = Math.max(...widths);
  if (excess <= 0 || widest <= least) return widths;
  const others = widths.toSpliced(widths.indexOf(widest), 1);
  const less = others.includes(widest) ? widest - 1 : Math.max(widest - excess, least, ...others);
  return fit(widths.with(widths.indexOf(widest), less), width);
}

/** Cuts a text in the middle, since names in a fleet often differ at their end. */
function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}
