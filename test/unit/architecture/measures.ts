import { Visitor } from 'oxc-parser';
import type { ParsedSource } from './source.ts';

/** Something that has a length in lines, with the place where it stands. */
interface Measured {
  readonly place: string;
  readonly lines: number;
}

/** The lengths of all files and of all functions, in lines. Comments between functions belong to none. */
export function measure(sources: readonly ParsedSource[]): string {
  const files = sources.map(({ path, text }) => ({ place: path, lines: linesOf(text) }));
  const functions = sources.flatMap(functionsOf);
  return [summary('files', files), summary('functions', functions)].join('\n');
}

function summary(what: string, measured: readonly Measured[]): string {
  const ordered = measured.toSorted((one, other) => one.lines - other.lines);
  const [median, largest] = [ordered[Math.floor(ordered.length / 2)], ordered.at(-1)];
  return `${ordered.length} ${what}: median ${median?.lines} lines, largest ${largest?.lines} (${largest?.place})`;
}

function functionsOf({ path, text, program }: ParsedSource): readonly Measured[] {
  const found: Measured[] = [];
  const add = ({ start, end }: { readonly start: number; readonly end: number }) =>
    found.push({
      place: `${path}:${linesOf(text.slice(0, start)) + 1}`,
      lines: linesOf(text.slice(start, end)) + 1,
    });
  new Visitor({
    FunctionDeclaration: add,
    FunctionExpression: add,
    ArrowFunctionExpression: add,
  }).visit(program);
  return found;
}

function linesOf(text: string): number {
  return text.split('\n').length - 1;
}
