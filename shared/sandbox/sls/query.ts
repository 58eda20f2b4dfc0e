import type { LogLine } from './log-lines.ts';
import { NotUnderstood, readSearch } from './search.ts';

/** A search and the one number that it comes to. */
export interface Query {
  readonly fields: readonly string[];
  /** What the number is called. */
  readonly name: string;
  count(lines: readonly LogLine[]): number;
}

/** `SEARCH | select count(1) as NAME`. Throws NotUnderstood. */
export function readQuery(text: string): Query {
  const bar = text.lastIndexOf('|');
  if (bar === -1) throw new NotUnderstood('a query counts nothing: it has no analysis');
  const [, name] =
    /^\s*select\s+count\(\s*[1*]\s*\)\s+as\s+([A-Za-z]\w*)\s*$/i.exec(text.slice(bar + 1)) ?? [];
  if (name === undefined)
    throw new NotUnderstood('a query has an analysis other than `select count(1) as NAME`');
  const { fields, matches } = readSearch(text.slice(0, bar));
  return { fields, name, count: (lines) => lines.filter((line) => matches(line.fields)).length };
}

const comparisons = {
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '==': (a: number, b: number) => a === b,
  '!=': (a: number, b: number) => a !== b,
} as const;

/** `NAME > 0` and its like, of the number a query comes to. Throws NotUnderstood. */
export function readCondition(text: string, name: string): (count: number) => boolean {
  const [, asked, sign, number] = /^\s*([A-Za-z]\w*)\s*(>=|<=|==|!=|>|<)\s*(\d{1,15})\s*$/.exec(text) ?? [];
  if (asked === undefined)
    throw new NotUnderstood(`a condition is other than ${name} compared with a number`);
  if (asked !== name) throw new NotUnderstood(`a condition asks for ${asked}, which no query comes to`);
  const known = Object.entries(comparisons).find(([one]) => one === sign);
  if (!known) throw new NotUnderstood('a condition compares in a way that is not known here');
  return (count) => known[1](count, Number(number));
}
