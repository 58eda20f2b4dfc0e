import { CloudError } from '../../alibaba/cloud-error.ts';
import type { ErrorCode } from '../../engine/rotation/errors.ts';
import { ours } from '../../engine/rotation/internal-error.ts';
import { escaped, escapedJson } from '../../runtime/text.ts';
import { writeDebugFile } from './debug-file.ts';
import { painted, paints as pc } from './paint.ts';

/** Ways to write the output. With `quiet`, a command that succeeds writes nothing. */
export interface Manner {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** The output of a command: text for people, or one JSON document on standard output. */
export interface Terminal extends Manner {
  /** Writes a line for people, in which only our colours work. Writes nothing with --json, and later with --quiet. */
  say(line: string): void;
  /** Writes the lines that --quiet has kept back: the command has failed, or a person is asked about them. */
  show(): void;
  /** Writes the command's only answer as JSON. Writes nothing without --json. */
  document(answer: unknown): void;
  /** Reports an error in one line, and returns its exit code. It never throws, whatever the error is. */
  fail(error: unknown): number;
  /** Writes a document if the command has written none. */
  conclude(answer: unknown): void;
}

/** Whether somebody watches the output. With --json or --quiet, or in a pipe, nobody does. */
export function isWatched({ json, quiet }: Terminal): boolean {
  return !json && !quiet && process.stdout.isTTY === true && process.stderr.isTTY === true;
}

/** Errors that no retry and no repair by this tool resolves. The operator must decide. */
const operatorDecides: readonly ErrorCode[] = [
  'not-evicted',
  'stage-conflict',
  'strategy-unavailable',
  'environment-mismatch',
  'secret-exists',
];

/** Whether an error of Node is about a file, a port or a host. It is for people, and contains nothing of a secret. */
function isOfSystem(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof Error && 'syscall' in error && 'code' in error && /^E[A-Z]{2,20}$/.test(`${error.code}`)
  );
}

/** The streams of a command: those of the process, or others that a caller collects. */
export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

export function terminal({ json, quiet }: Manner, { stdout: out, stderr }: Streams): Terminal {
  let isAnswered = false;
  let waiting: string[] | undefined = quiet ? [] : undefined;
  const document = (answer: unknown) => {
    if (json && !isAnswered) out.write(`${escapedJson(answer)}\n`);
    isAnswered = true;
  };
  return {
    json,
    quiet,
    say: (line) => {
      if (json) return;
      if (waiting === undefined) out.write(`${painted(line)}\n`);
      else waiting.push(line);
    },
    show: () => {
      for (const line of waiting ?? []) out.write(`${painted(line)}\n`);
      waiting = undefined;
    },
    document,
    conclude: document,
    fail: (error) => {
      const written = writeDebugFile(error);
      const where = written === undefined ? '' : ` [${written}]`;
      if (error instanceof CloudError) {
        const fix =
          error.denial?.action === undefined ? '' : ` To allow it: allow ${error.denial.action} in RAM`;
        document({ error: { code: error.code, message: `${error.message}${fix}${where}` } });
        if (!json) stderr.write(painted(`${pc.red(error.code)}: ${error.message}${fix}${where}\n`));
        return 1;
      }
      if (isOfSystem(error)) {
        const { code, message } = error;
        document({ error: { code, message: `${message}${where}` } });
        if (!json) stderr.write(painted(`${pc.red(code)}: ${escaped(message)}${where}\n`));
        return 1;
      }
      const { code, aftermath, message } = ours(error);
      document({ error: { code, aftermath, message: `${message}${where}` } });
      if (!json) stderr.write(painted(`${pc.red(code)} (aftermath: ${aftermath}): ${message}${where}\n`));
      return operatorDecides.includes(code) ? 3 : 1;
    },
  };
}
