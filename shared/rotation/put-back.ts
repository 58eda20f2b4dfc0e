import type { Candidate } from './create.ts';
import { Refused, RotationError } from './errors.ts';
import { withdraw } from './finish.ts';
import type { Pass } from './pass.ts';
import type { VersionId } from './store.ts';

/**
 * Proves the new value. Where the service keeps one value only and it is not the value that fails, but a database, a probe
 * or a server that was changed meanwhile, applications would be refused until somebody mends that: the current value is set
 * again, and once it is seen to be accepted, the new one is given up. An emergency sets no old value again. `isSet`: the
 * new value took the place of a current one that logged in; where one step comes alone, the step before has set it.
 */
export async function proveOrPutBack<Value>(
  pass: Pass<Value>,
  { value, version }: Pick<Candidate<Value>, 'value' | 'version'>,
  isSet = isSetHere(pass),
): Promise<void> {
  try {
    await pass.service.prove(value, version);
  } catch (error) {
    if (isSet && isOfAnotherReason(error) && canPutBack(pass)) await putBack(pass, version);
    throw error;
  }
}

function isOfAnotherReason(error: unknown): boolean {
  return error instanceof RotationError && !(error instanceof Refused);
}

function isSetHere<Value>({ service, setAt }: Pass<Value>): boolean {
  return !service.standIn && setAt !== undefined;
}

function canPutBack<Value>({ service, ports }: Pass<Value>): boolean {
  return !service.overlaps && !ports.emergency;
}

/** What keeps this from being done is not told: the new value is stored, and the next rotation goes on with it. */
async function putBack<Value>(pass: Pass<Value>, version: VersionId): Promise<void> {
  const { service, current } = pass;
  try {
    await service.confirmLock();
    pass.confirmTime();
    await service.set?.(current.value, false, version);
    if ((await service.tryOld?.(current.value, current.version)) !== 'accepted') return;
    // Another delivery of this rotation may have the lock by now, and have set the new value once more.
    await service.confirmLock();
    await withdraw(pass, version);
    pass.aftermath = 'untouched';
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
  }
}
