import type { Session } from './connector.ts';

/** Makes sessions that let questions through, and write down every statement that would change anything. */
export interface DryRun {
  readonly statements: readonly string[];
  /** Why one of them would be turned down, each with what to do about it. */
  readonly missing: string[];
  /** Neither the session nor its end is touched: who opened it closes it. */
  wrap(real: Session): Session;
}

/** What changes anything is sent by `run`, and asked for by `query`. */
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
    note: (one) => void missing.push(one),
    query: (text, values, needs) => real.query(text, values, needs),
    run: write,
    runSingle: write,
    [Symbol.asyncDispose]: async () => {},
  });
  return { statements, missing, wrap };
}
