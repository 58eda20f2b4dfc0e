import { PolicyMalformed, PrivilegeMissing, Refused } from '../../engine/rotation/errors.ts';
import type { Policy } from '../../engine/rotation/policy.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import type { DatabaseSecret } from './database-secret.ts';

/** Seconds that a probe may take. */
export const probeTime = 5;

const question = /^\s*\(*\s*(select|with|values|table|show)\b/i;
/** Words that write a file on the server, which no transaction covers. */
const writesFile = /\b(outfile|dumpfile)\b/i;

/**
 * Throws PolicyMalformed unless a probe is a question. Called before the probe is sent.
 *
 * A read-only transaction does not bind every statement. Some end it, and others are not part of it (MySQL: `call`,
 * `kill`, `set`; PostgreSQL: `commit`, `listen`).
 */
function requireQuestion(secret: string, probe: string): void {
  if (question.test(probe) && !writesFile.test(probe)) return;
  throw unfitProbe(secret, 'must be one statement that only reads: select, with, values, table or show');
}

/**
 * Returns the error for a probe that does not fit. `why` must be in our own words, since the server may quote what the
 * probe has read.
 */
function unfitProbe(secret: string, why: string): PolicyMalformed {
  return new PolicyMalformed(secret, [`the probe in the configuration of the function ${why}`]);
}

/** The reason why the server did not answer a probe. `words` are the server's error in our own words. */
export type Unanswered =
  | { readonly why: 'would-change' | 'too-slow' }
  | { readonly why: 'denied' | 'failed'; readonly words: string };

/** The operations of a server that a probe needs. */
interface Server<Session> {
  logIn(value: DatabaseSecret): Promise<Session | 'refused'>;
  /** Keeps everything that follows in the session from changing anything. */
  bind(session: Session): Promise<void>;
  /** Sends the probe. */
  ask(session: Session, probe: string): Promise<unknown>;
  /** Returns the reason for an error of the server. Undefined for any other error, which is thrown on. */
  reasonFor(error: unknown): Unanswered | undefined;
}

/** A probe of the configuration, with the secret whose value runs it. */
export interface Probed {
  readonly secret: SecretId;
  readonly policy: Policy;
}

/**
 * Runs the configured probe with a value, in a separate session that can change nothing. This session closes before any
 * login that has to prove something. Does nothing if no probe is configured. `which` names the value in an error.
 */
export async function runBoundProbe<Session extends AsyncDisposable & { readonly principal: string }>(
  { secret, policy }: Probed,
  value: DatabaseSecret,
  which: string,
  { logIn, bind, ask, reasonFor }: Server<Session>,
): Promise<void> {
  const { probe } = policy;
  if (probe === undefined) return;
  requireQuestion(secret, probe);
  const login = await logIn(value);
  if (login === 'refused') throw new Refused(value.AccountName, which);
  await using session = login;
  await bind(session);
  try {
    await ask(session, probe);
  } catch (error) {
    const reason = reasonFor(error);
    if (reason === undefined) throw error;
    throw errorFor(reason, secret, session.principal, error);
  }
}

function errorFor(reason: Unanswered, secret: SecretId, principal: string, cause: unknown): Error {
  switch (reason.why) {
    case 'would-change':
      return unfitProbe(secret, 'would change something, but may only read');
    case 'too-slow':
      return unfitProbe(secret, `took longer than ${probeTime} seconds`);
    case 'failed':
      return unfitProbe(secret, `fails: ${reason.words}`);
    case 'denied':
      return new PrivilegeMissing(
        principal,
        'run the probe',
        `grant the rights it needs (${reason.words})`,
        cause,
      );
    default:
      return reason satisfies never;
  }
}
