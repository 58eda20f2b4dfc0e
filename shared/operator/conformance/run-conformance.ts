import type { CloudClient } from '../../alibaba/client.ts';
import { StoreFailed } from '../../engine/rotation/errors.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import { second } from '../../runtime/time.ts';
import { askAll } from './ask-all.ts';
import { type Calls, type RecordedCall, recordedCalls } from './calls.ts';
import type { Finding } from './finding.ts';
import { notAsked } from './not-asked.ts';
import { questions } from './questions.ts';
import { openScene } from './scene.ts';
import { deleteSecret, makeSecret, type Place } from './temporary-secret.ts';
import { Unanswered } from './unanswered.ts';
import { versions } from './versions.ts';

/** The findings of one run, and what it left behind. */
export interface Conformance {
  readonly findings: readonly Finding[];
  /** The switches of the sandbox that the run did not ask about, each with the reason. */
  readonly notAsked: Readonly<Record<string, string>>;
  /** The reason why the temporary secret could not be deleted; undefined if it is gone. */
  readonly left: string | undefined;
  /** All calls of KMS that the run made, the oldest first. */
  readonly calls: readonly RecordedCall[];
}

/** Milliseconds to delete the secret. They begin anew after an interruption. */
const cleaning = 30 * second;

/**
 * Makes a temporary secret, asks all questions about it, and deletes it, also if the signal aborts. Throws StoreFailed
 * if the secret cannot be made.
 */
export async function runConformance(
  kms: CloudClient,
  name: string,
  place: Place,
  signal: AbortSignal,
): Promise<Conformance> {
  const calls = recordedCalls(kms, signal);
  await begin(kms, calls, name, place);
  let findings: readonly Finding[];
  let cleaned: Cleaned;
  try {
    const asked = questions.filter((question) => !(question.name in unasked(place)));
    findings = await askAll(asked, openScene(calls, name, versions.first), calls);
  } finally {
    cleaned = await clean(kms, name);
  }
  const skipped = { ...notAsked, ...unasked(place) };
  return { findings, notAsked: skipped, left: cleaned.left, calls: [...calls.made, ...cleaned.made] };
}

async function begin(kms: CloudClient, calls: Calls, name: string, place: Place): Promise<void> {
  try {
    await makeSecret(calls, name, place);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    const left = error.refused ? undefined : (await clean(kms, name)).left;
    const rest =
      left === undefined ? '' : `; delete it if it is there, since this command could not: ${left}`;
    throw new StoreFailed('kms:CreateSecret', name, `${error.message}${rest}`);
  }
}

/** Returns the questions that this secret cannot answer, each with the reason. */
function unasked({ key }: Place): Readonly<Record<string, string>> {
  return key === undefined ? {} : { defaultKey: 'the temporary secret has a key of its own' };
}

interface Cleaned {
  readonly left: string | undefined;
  readonly made: readonly RecordedCall[];
}

async function clean(kms: CloudClient, name: string): Promise<Cleaned> {
  using deadline = startDeadline(cleaning, 0);
  const calls = recordedCalls(kms, deadline.signal);
  return { left: await deleteSecret(calls, name), made: calls.made };
}
