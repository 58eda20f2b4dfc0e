import pc from 'picocolors';
import { type ErrorCode, RotationError } from '../rotation/errors.ts';

/** What a command says: text for people, or one JSON document on standard output. */
export interface Terminal {
  readonly json: boolean;
  /** A line for people; nothing with --json. */
  say(line: string): void;
  /** The command's answer as JSON; nothing without --json. */
  document(answer: unknown): void;
  /** Says what went wrong and gives the exit code it calls for. */
  fail(error: unknown): number;
}

/** Errors that no retry and no repair by this tool resolves: somebody has to choose. */
const operatorDecides: readonly ErrorCode[] = [
  'stage-conflict',
  'strategy-unavailable',
  'environment-mismatch',
];

export function terminal(json: boolean): Terminal {
  const out = process.stdout;
  const document = (answer: unknown) => {
    if (json) out.write(`${JSON.stringify(answer)}\n`);
  };
  return {
    json,
    say: (line) => {
      if (!json) out.write(`${line}\n`);
    },
    document,
    fail: (error) => {
      if (!(error instanceof RotationError)) throw error;
      const { code, aftermath, message } = error;
      document({ error: { code, aftermath, message } });
      if (!json) process.stderr.write(`${pc.red(code)} (aftermath: ${aftermath}): ${message}\n`);
      return operatorDecides.includes(code) ? 3 : 1;
    },
  };
}

/** Rows as aligned columns, the first one being the heading. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map((row, index) => (index === 0 ? pc.bold(line(row)) : line(row))).join('\n');
}
