import type { Session } from './connector.ts';

/** A dry run. Its sessions send questions, and only record every statement that would change anything. */
export interface DryRun {
  readonly statements: readonly string[];
  /** Reasons why the server would reject a statement, each with a remedy. */
  readonly missing: string[];
  /** Records a change that is no statement. */
  note(change: string): void;
  /** Wraps a session. Leaves the real session and its end alone: whoever opened it closes it. */
  wrap(real: Session): Session;
}

/** Starts a dry run. Sessions send changes by `run` and questions by `query`. */
export function startDryRun(): DryRun {
  const statements: string[] = [];
  const missing: string[] = [];
  const write = async (text: string) => void statements.push(text.trim().replaceAll(/\s*\n\s*/g, ' '));
  const wrap = (real: Session): Session => ({
    principal: real.principal,
    service: real.service,
    announced: real.announced,
    askedBy: real.askedBy,
    again: real.again,
    resetAtEnd: real.resetAtEnd,
    rehearses: true,
    query: (text, values, needs) => real.query(text, values, needs),
    run: write,
    runSingle: write,
    [Symbol.asyncDispose]: async () => {},
  });
  return { statements, missing, note: (change) => void statements.push(change), wrap };
}
