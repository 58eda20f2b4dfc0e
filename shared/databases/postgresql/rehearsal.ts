import type { Session } from './connector.ts';

/** A session that lets questions through, and writes down every statement that would change anything. */
export interface Rehearsal {
  readonly session: Session;
  readonly statements: string[];
}

/** What changes anything is sent by `run`, and asked for by `query`. */
export function rehearsal(real: Session): Rehearsal {
  const statements: string[] = [];
  const write = async (text: string) => void statements.push(text.trim().replaceAll(/\s*\n\s*/g, ' '));
  const session: Session = {
    principal: real.principal,
    rehearses: true,
    query: (text, values, needs) => real.query(text, values, needs),
    run: write,
    runSingle: write,
    [Symbol.asyncDispose]: async () => {},
  };
  return { session, statements };
}
