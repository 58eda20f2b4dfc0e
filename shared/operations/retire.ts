import { Busy, RotationError, StrategyUnavailable } from '../rotation/errors.ts';
import { Pass } from '../rotation/pass.ts';
import type { Ports } from '../rotation/ports.ts';
import { recordFailure } from '../rotation/record.ts';
import type { Outcome, Result } from '../rotation/result.ts';
import type { Retirement } from '../rotation/service.ts';
import type { SecretId } from '../rotation/store.ts';
import { readSubject, type Subject } from '../rotation/subject.ts';

/**
 * Ends the previous credential, once its grace is over and the service says that nobody uses it. It may be asked
 * for at any time and any number of times; what is not over yet is `kept`, and asked for again later.
 */
export async function retire<Value>(ports: Ports<Value>, secret: SecretId): Promise<Result> {
  const subject = await readSubject(ports, secret);
  try {
    const result = await attempt(ports, subject);
    const { Outcome: outcome, VersionId: version } = result;
    ports.emit({ secret, event: 'finished', outcome, version });
    return result;
  } catch (error) {
    if (error instanceof RotationError) await recordFailure(ports, subject, error);
    throw error;
  }
}

async function attempt<Value>(ports: Ports<Value>, subject: Subject): Promise<Result> {
  const { policy, secret } = subject;
  const { success } = policy.status;
  if (success === undefined) return kept(subject, 'no rotation of it is on record');
  const over = success + policy.grace;
  if (ports.clock.now() < over) return kept(subject, `its grace ends at ${instant(over)}`);
  await using pass = await Pass.open(ports, subject);
  const { current, pending, previous } = pass.stages;
  if (pending !== undefined) throw new Busy(secret, 'a rotation of it is not finished');
  if (previous === undefined || previous === current) return kept(subject, 'there is no previous version');
  if (!pass.service.retire)
    throw new StrategyUnavailable(pass.service.strategy, 'it does not end a previous credential by itself');
  const value = await pass.read(previous);
  pass.confirmTime();
  const { outcome, reason } = say(await pass.service.retire(value));
  return { ...pass.result(outcome, previous), Reason: reason };
}

function say(retirement: Retirement): { readonly outcome: Outcome; readonly reason: string } {
  switch (retirement.state) {
    case 'retired':
      return { outcome: 'retired', reason: 'it is accepted no more' };
    case 'retiring':
      return { outcome: 'retiring', reason: `it can be given back until ${instant(retirement.until)}` };
    case 'in-use':
      return { outcome: 'kept', reason: `it is still used: ${retirement.by}` };
    default:
      return retirement satisfies never;
  }
}

function kept({ secret }: Subject, reason: string): Result {
  return { SecretId: secret, VersionId: undefined, Outcome: 'kept', Reason: reason, Steps: [] };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
