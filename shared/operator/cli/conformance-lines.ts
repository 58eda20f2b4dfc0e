import type { Report } from '../conformance/report.ts';
import { paints as pc } from './paint.ts';
import { table } from './table.ts';

/** Returns the report for people: a table of the answers, the questions that were not asked, and the settings. */
export function conformanceLines({
  findings,
  notAsked,
  switches,
  settings,
  left,
}: Report): readonly string[] {
  const rows = findings.map(({ name, answer, unanswered }) => [
    name,
    answer ? words(answer) : `? ${unanswered}`,
  ]);
  const others = Object.entries(notAsked).map(([name, why]) => [name, why]);
  return [
    table([['QUESTION', 'ANSWER'], ...rows], undefined, paint),
    '',
    table([['NOT ASKED', 'WHY'], ...others]),
    '',
    pc.bold('A sandbox that behaves like this account'),
    ...[`rotator sandbox --switch`, ...switches].map((word, at) =>
      at === switches.length ? `  ${word}` : `${at === 0 ? '' : '  '}${word} \\`,
    ),
    '',
    pc.bold('Settings that follow'),
    ...settings.map((setting) => `  ${setting}`),
    ...left.flatMap(({ what, name, why }) => [
      '',
      pc.red(`The ${what} ${name} is left. Delete it. This command could not: ${why}`),
    ]),
  ];
}

function words({ value, words: told }: { readonly value?: unknown; readonly words: string }): string {
  return value === undefined ? told : `${value}: ${told}`;
}

function paint(cell: string, column: number): string {
  return column === 1 && cell.startsWith('? ') ? pc.yellow(cell) : cell;
}
