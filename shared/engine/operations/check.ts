import { access } from '../rotation/access.ts';
import { RotationError, SecretMalformed } from '../rotation/errors.ts';
import type { Ports } from '../rotation/ports.ts';
import type { Check } from '../rotation/result.ts';
import type { RotationContext } from '../rotation/service.ts';
import { fingerprint } from '../rotation/status.ts';
import type { Stages, StoredValue, VersionId } from '../rotation/store.ts';
import type { Subject } from '../rotation/subject.ts';

export interface Known<Value> {
  readonly version: VersionId;
  readonly value: Value;
}

/** Reads the current version and its value. */
export async function readKnown<Value>(ports: Ports<Value>, { secret }: Subject): Promise<Known<Value>> {
  const { version, value, dataType } = await ports.store.readCurrent(secret, ports.signal);
  return { version, value: ports.type.parse(secret, value, dataType) };
}

/**
 * Tries the value of each stage, and each value once. The current value comes last: if it is accepted, a server that
 * counts failed logins in a row forgets those of the others.
 */
export async function checkStages<Value>(
  ports: Ports<Value>,
  subject: Subject,
  current: Known<Value>,
  stages: Stages,
): Promise<readonly Check[]> {
  const seen: { readonly stored: StoredValue['value']; readonly found: Found }[] = [];
  const checks: Check[] = [];
  for (const stage of ['previous', 'pending', 'current'] as const) {
    const version = stage === 'current' ? current.version : stages[stage];
    if (version === undefined || (stage !== 'current' && version === current.version)) continue;
    const read = await readAt(ports, subject, current, version);
    const stored = 'value' in read ? ports.type.format(read.value) : undefined;
    const before = seen.find((one) => stored !== undefined && one.stored.equals(stored));
    const found = before?.found ?? (await testValue(ports, subject, current, version, read));
    if (stored !== undefined) seen.push({ stored, found });
    const told = stage === 'previous' ? afterRotation(ports, subject, found) : found;
    checks.push({ Stage: stage, VersionId: version, ...told });
  }
  return checks.reverse();
}

/**
 * Reports a refused previous value as `ended` if its strategy ends it. A service that keeps only one value refuses the
 * previous one; this is not a fault.
 */
function afterRotation<Value>({ type }: Ports<Value>, { policy }: Subject, found: Found): Found {
  const ends = type.endPrevious?.includes(policy.strategy) ?? false;
  return found.State === 'refused' && ends ? { State: 'ended' } : found;
}

type Found = Pick<Check, 'State' | 'Detail'>;
type Read<Value> = { readonly value: Value } | { readonly found: Found };

/**
 * Reads the value of a version, or returns a finding that needs no login. A retired value is not tried: the service
 * would refuse it and count that.
 */
async function readAt<Value>(
  { store, type, signal }: Ports<Value>,
  { secret, policy }: Subject,
  current: Known<Value>,
  version: VersionId,
): Promise<Read<Value>> {
  if (version === current.version) return current;
  if (fingerprint(version) === policy.status.retired) return { found: { State: 'retired' } };
  try {
    const { value: text, dataType } = await store.read(secret, version, signal);
    const value = type.parse(secret, text, dataType);
    const paths = type.differences(current.value, value, policy);
    if (paths.length === 0) return { value };
    return { found: { State: 'elsewhere', Detail: `${paths.join(', ')} differ from the current version's` } };
  } catch (error) {
    if (!(error instanceof SecretMalformed)) throw error;
    return { found: { State: 'malformed', Detail: error.message } };
  }
}

async function testValue<Value>(
  ports: Ports<Value>,
  subject: Subject,
  current: Known<Value>,
  version: VersionId,
  read: Read<Value>,
): Promise<Found> {
  if ('found' in read) return read.found;
  const { type } = ports;
  if (!type.check) return { State: 'nothing-to-try' };
  const remarks: string[] = [];
  try {
    const access = opened(ports, subject, current, (remark) => remarks.push(remark));
    const state = await type.check(access, read.value, version);
    return { State: state, ...(remarks.length > 0 && { Detail: remarks.join('; ') }) };
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
    if (error.code === 'refused') return { State: 'refused', Detail: error.message };
    if (error.code === 'rights-differ') return { State: 'unfit', Detail: error.message };
    throw error;
  }
}

/** Returns the context that a type receives for a check, which takes no lock and so meets no other rotation. */
export function opened<Value>(
  ports: Ports<Value>,
  subject: Subject,
  current: Known<Value>,
  remark: RotationContext<Value>['remark'] = () => {},
): RotationContext<Value> {
  return access(ports, subject, current, { expected: 'current', contended: () => {}, remark });
}
