import type { Row, Session } from './connector.ts';
import { isErrno, missingAccount } from './errors.ts';
import type { Server } from './server-version.ts';

/** Makes sessions that let questions through, and write down every statement that would change anything. */
export interface DryRun {
  /** With values masked. */
  readonly statements: readonly string[];
  /** Why one of them would be turned down, each with what to do about it. */
  readonly missing: string[];
  /** Neither the session nor its end is touched: who opened it closes it. */
  wrap(real: Session): Session;
}

/** What each server shows of an account that was made without more. */
const newAccount = {
  mysql:
    'CREATE USER REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK PASSWORD HISTORY DEFAULT PASSWORD REUSE INTERVAL DEFAULT PASSWORD REQUIRE CURRENT DEFAULT',
  mariadb: 'CREATE USER',
} as const;

/** Whatever is not known to be a question is none. */
const question = /^\s*(select|show)\b/i;

export function startDryRun({ engine }: Server): DryRun {
  const statements: string[] = [];
  const wrap = (real: Session): Session => ({
    ...real,
    rehearses: true,
    renew: () => {},
    query: async (statement, needs) => {
      const text = String(statement);
      if (question.test(text))
        return real.query(statement, needs).catch((error) => answerForMissing(text, engine, error));
      statements.push(oneLine(text));
      return [];
    },
    [Symbol.asyncDispose]: async () => {},
  });
  return { statements, missing: [], wrap };
}

/** An account that would have been made a moment ago has no grants, and what the server gives to a new one. */
async function answerForMissing(
  text: string,
  engine: Server['engine'],
  error: unknown,
): Promise<readonly Row[]> {
  if (!isErrno(error, ...missingAccount)) throw error;
  return text.startsWith('show create user') ? [[newAccount[engine]]] : [];
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
