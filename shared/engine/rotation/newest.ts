import { access } from './access.ts';
import { RotationError, SecretMalformed, SecretNotFound } from './errors.ts';
import type { Ports } from './ports.ts';
import type { Stages, VersionId } from './store.ts';
import { isSameValue } from './stored-values.ts';
import type { Subject } from './subject.ts';

/** The highest number of versions to try, since each refused login may count towards a lockout. */
const mostTries = 2;

/** A version and its value. Other versions must belong to the same server and account. */
export interface Known<Value> {
  readonly version: VersionId;
  readonly value: Value;
}

/**
 * Returns the versions made after the given one, newest first. Leaves a pending version out, which belongs to its own
 * rotation.
 */
export function madeAfter({ versions, pending, current }: Stages, version: VersionId): VersionId[] {
  const place = versions.indexOf(version);
  const after = place < 0 ? versions : versions.slice(0, place);
  return after.filter((one) => one !== pending || one === current);
}

/** Returns those of the first few versions that log in. Tries each value once, by a login that needs no lock. */
export async function findAccepted<Value>(
  ports: Ports<Value>,
  subject: Subject,
  known: Known<Value>,
  versions: readonly VersionId[],
): Promise<Known<Value>[]> {
  const accepted: Known<Value>[] = [];
  for (const version of versions.slice(0, mostTries)) {
    const value = await readBeside(ports, subject, known, version);
    // A rotation that was resumed under another name has left its value in two versions.
    if (value === undefined || accepted.some((one) => isSameValue(ports.type, one.value, value))) continue;
    if (await logsIn(ports, subject, known, { version, value })) accepted.push({ version, value });
  }
  return accepted;
}

/**
 * Whether a value logs in. Returns false also if nothing shows that the value works: a value without proof is never
 * made current.
 */
export async function logsIn<Value>(
  ports: Ports<Value>,
  subject: Subject,
  known: Known<Value>,
  { version, value }: Known<Value>,
): Promise<boolean> {
  const given = access(ports, subject, known, { expected: 'current', contended: () => {}, remark: () => {} });
  try {
    return (await ports.type.check?.(given, value, version)) === 'accepted';
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
    if (error.code === 'rights-differ') return true;
    if (error.code === 'refused') return false;
    throw error;
  }
}

/**
 * Reads the value of a version. Returns undefined if the version belongs to another server or account, or no longer
 * exists.
 */
async function readBeside<Value>(
  { store, type, signal }: Ports<Value>,
  { secret, policy }: Subject,
  known: Known<Value>,
  version: VersionId,
): Promise<Value | undefined> {
  if (version === known.version) return known.value;
  try {
    const { value: text, dataType } = await store.read(secret, version, signal);
    const value = type.parse(secret, text, dataType);
    return type.differences(known.value, value, policy).length === 0 ? value : undefined;
  } catch (error) {
    if (error instanceof SecretMalformed || error instanceof SecretNotFound) return undefined;
    throw error;
  }
}

/**
 * Arranges the stages and returns true. Returns false if a stage has moved since they were read, since another rotation
 * is then at work.
 */
export async function arrangeUnmoved<Value>(
  ports: Ports<Value>,
  subject: Subject,
  { current, pending }: Stages,
  accepted: readonly Known<Value>[],
): Promise<boolean> {
  const stages = await ports.store.stages(subject.secret, ports.signal);
  if (stages.current !== current || stages.pending !== pending) return false;
  await arrange(ports, subject, stages, accepted);
  return true;
}

/**
 * Makes the first of the versions current, all of which log in. Keeps the second one as previous, unless it has a stage
 * anyway. The previous stage moves before the current one leaves that version, or afterwards if the store does not let
 * the two join.
 */
export async function arrange<Value>(
  { store, signal, emit }: Ports<Value>,
  { secret }: Subject,
  stages: Stages,
  accepted: readonly Known<Value>[],
): Promise<void> {
  const { current } = stages;
  const [newest, second] = accepted.map(({ version }) => version);
  if (newest === undefined || current === undefined) return;
  const keep = async ({ previous, pending }: Stages) => {
    if (second === undefined || second === previous || second === pending) return;
    await store.move(secret, 'previous', second, signal);
  };
  await keep(stages);
  if (newest === current) return;
  await store.move(secret, 'current', newest, signal, current);
  emit({ secret, event: 'healed', version: newest, from: current });
  await keep(await store.stages(secret, signal));
}
