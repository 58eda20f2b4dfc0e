import { openStore } from '../../../alibaba/secrets/open.ts';
import { readFlatJson } from '../../../engine/credentials/flat-json.ts';
import type { RotationError } from '../../../engine/rotation/errors.ts';
import { ours } from '../../../engine/rotation/internal-error.ts';
import type { Result } from '../../../engine/rotation/result.ts';
import type { SecretId } from '../../../engine/rotation/store.ts';
import { timeLeft } from '../../../runtime/deadline.ts';
import { performHere } from '../../cli/engine.ts';
import type { DoctorContext } from '../doctor-context.ts';
import { once } from '../once.ts';
import { type TlsPeer, withPeers } from './peers.ts';

/** The address in the value of a secret. */
interface Address {
  readonly host: string;
  /** Undefined if the value has no port, so that the type's usual one is meant. */
  readonly port: number | undefined;
}

/** A plan of a secret, or the error that ended it, and the servers that showed their names meanwhile. */
interface Planned {
  readonly result?: Result;
  readonly error?: RotationError;
  readonly peers: readonly TlsPeer[];
}

/** A secret, of which each thing is read once for all of its checks. */
export interface SecretSubject {
  readonly secret: SecretId;
  /** Returns undefined if the value names no host. */
  address(): Promise<Address | undefined>;
  plan(): Promise<Planned>;
}

export function secretSubject(context: DoctorContext, secret: SecretId): SecretSubject {
  return {
    secret,
    address: once(() => readAddress(context, secret)),
    plan: once(() => runPlan(context, secret)),
  };
}

async function readAddress(
  { environment, credentials, signal }: DoctorContext,
  secret: SecretId,
): Promise<Address | undefined> {
  const { value } = await openStore(environment, credentials).readCurrent(secret, signal);
  const fields = readFlatJson(value);
  if (Array.isArray(fields)) return undefined;
  const host = String(fields.get('Endpoint') ?? '');
  if (host === '') return undefined;
  const port = Number(fields.get('Port') ?? Number.NaN);
  return { host, port: Number.isInteger(port) ? port : undefined };
}

async function runPlan({ types, environment, signal }: DoctorContext, secret: SecretId): Promise<Planned> {
  const options = { timeout: timeLeft(signal), emit: () => {} };
  const peers: TlsPeer[] = [];
  try {
    const result = await withPeers(
      (peer) => peers.push(peer),
      () => performHere(types, environment, { operation: 'plan', secret }, options),
    );
    return { result, peers };
  } catch (error) {
    return { error: ours(error), peers };
  }
}
