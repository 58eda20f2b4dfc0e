import { type Ground, rowNames } from './attack.ts';
import { attacksOn, type Row } from './row.ts';

/** A folder of `functions/` and the strategies that its type says it has. */
export interface FoundType {
  readonly type: string;
  readonly strategies: readonly string[];
}

/** All that nobody has tried: rows, types and strategies without an attack, each said in one line. */
export function gapsIn(
  documented: readonly string[],
  types: readonly FoundType[],
  rows: readonly Row[],
  grounds: readonly Ground[],
): readonly string[] {
  return [
    ...documented
      .filter((line) => rows.filter(({ who }) => line.startsWith(who)).length !== 1)
      .map((line) => `no attacks for who ${line}`),
    ...rowNames
      .filter((name) => rows.filter((row) => row.name === name).length !== 1)
      .map((name) => `no row ${name}`),
    ...rows
      .filter(({ who }) => !documented.some((line) => line.startsWith(who)))
      .map(({ who }) => `SECURITY.md does not say who ${who}`),
    ...types.flatMap((found) => untried(found, rows, grounds)),
  ];
}

function untried(
  { type, strategies }: FoundType,
  rows: readonly Row[],
  grounds: readonly Ground[],
): readonly string[] {
  return strategies.flatMap((strategy) => {
    const own = grounds.filter((ground) => ground.type === type && ground.strategy === strategy);
    if (own.length === 0) return [`no attacks on ${type}, ${strategy}`];
    return own.flatMap((ground) =>
      rows
        .filter((row) => isUntried(row, ground))
        .map((row) => `no attack on ${type}, ${strategy} (${ground.service}) of who ${row.who}`),
    );
  });
}

/** A reason is a sentence. */
function isUntried(row: Row, ground: Ground): boolean {
  const attacks = attacksOn(row, ground);
  return 'absent' in attacks ? attacks.absent.split(' ').length < 4 : attacks.length === 0;
}
