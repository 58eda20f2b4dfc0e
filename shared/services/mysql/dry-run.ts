import type { Row, Session } from './connector.ts';
import { isErrno, missingAccount } from './errors.ts';
import type { Server } from './server-version.ts';

/** A dry run. Its sessions send questions, and only record every statement that would change anything. */
export interface DryRun {
  /** The recorded statements, with values masked. */
  readonly statements: readonly string[];
  /** Reasons why the server would reject a statement, each with a remedy. */
  readonly missing: string[];
  /** Records a change that is no statement. */
  note(change: string): void;
  /** Wraps a session. Leaves the real session and its end alone: whoever opened it closes it. */
  wrap(real: Session): Session;
}

/** Texts that each server shows for a new account without further options. */
const newAccount = {
  mysql:
    'CREATE USER REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK PASSWORD HISTORY DEFAULT PASSWORD REUSE INTERVAL DEFAULT PASSWORD REQUIRE CURRENT DEFAULT',
  mariadb: 'CREATE USER',
} as const;

/** Statements that are known to be questions. All others count as changes. */
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
  return { statements, missing: [], note: (change) => void statements.push(change), wrap };
}

/**
 * Returns the rows for an account that the dry run would just have made. It has no grants, and the attributes that the
 * server gives to a new account.
 */
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
