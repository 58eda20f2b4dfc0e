import type { LogLine } from './log-lines.ts';
import { NotUnderstood, readSearch } from './search.ts';

/** A search and the one number that it results in. */
export interface Query {
  readonly fields: readonly string[];
  /** Name of the number. */
  readonly name: string;
  count(lines: readonly LogLine[]): number;
}

/** Reads `SEARCH | select count(1) as NAME`. Throws NotUnderstood. */
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

/** Reads a condition on the number of a query, such as `NAME > 0`. Throws NotUnderstood. */
export function readCondition(text: string, name: string): (count: number) => boolean {
  const [, asked, sign, number] = /^\s*([A-Za-z]\w*)\s*(>=|<=|==|!=|>|<)\s*(\d{1,15})\s*$/.exec(text) ?? [];
  if (asked === undefined)
    throw new NotUnderstood(`a condition is other than ${name} compared with a number`);
  if (asked !== name) throw new NotUnderstood(`a condition asks for ${asked}, which no query comes to`);
  const known = Object.entries(comparisons).find(([one]) => one === sign);
  if (!known) throw new NotUnderstood('a condition compares in a way that is not known here');
  return (count) => known[1](count, Number(number));
}
