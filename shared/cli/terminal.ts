import { CloudError } from '../cloud/cloud-error.ts';
import { type ErrorCode, RotationError } from '../rotation/errors.ts';
import { escapedJson } from '../rotation/text.ts';
import { painted, paints as pc } from './paint.ts';

/** What a command says: text for people, or one JSON document on standard output. */
export interface Terminal {
  readonly json: boolean;
  /** A line for people, in which nothing but our colours works; nothing with --json. */
  say(line: string): void;
  /** The command's answer as JSON; nothing without --json. */
  document(answer: unknown): void;
  /** Says what went wrong and gives the exit code it calls for. */
  fail(error: unknown): number;
}

/** Whether somebody sees what moves: with --json or in a pipe nobody does. */
export function isWatched({ json }: Terminal): boolean {
  return !json && process.stdout.isTTY === true && process.stderr.isTTY === true;
}

/** Errors that no retry and no repair by this tool resolves: somebody has to choose. */
const operatorDecides: readonly ErrorCode[] = [
  'not-evicted',
  'stage-conflict',
  'strategy-unavailable',
  'environment-mismatch',
];

/** Where a command writes: the process's own streams, or what a caller collects. */
export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

export function terminal(json: boolean, { stdout: out, stderr }: Streams): Terminal {
  const document = (answer: unknown) => {
    if (json) out.write(`${escapedJson(answer)}\n`);
  };
  return {
    json,
    say: (line) => {
      if (!json) out.write(`${painted(line)}\n`);
    },
    document,
    fail: (error) => {
      if (error instanceof CloudError) {
        const fix =
          error.denial?.action === undefined ? '' : ` To allow it: allow ${error.denial.action} in RAM`;
        document({ error: { code: error.code, message: `${error.message}${fix}` } });
        if (!json) stderr.write(painted(`${pc.red(error.code)}: ${error.message}${fix}\n`));
        return 1;
      }
      if (!(error instanceof RotationError)) throw error;
      const { code, aftermath, message } = error;
      document({ error: { code, aftermath, message } });
      if (!json) stderr.write(painted(`${pc.red(code)} (aftermath: ${aftermath}): ${message}\n`));
      return operatorDecides.includes(code) ? 3 : 1;
    },
  };
}
