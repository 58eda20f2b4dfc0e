import { defaultCredentials } from '../cloud/credentials.ts';
import { readFlatJson } from '../credentials/flat-json.ts';
import { RotationError } from '../rotation/errors.ts';
import type { SecretId, Store } from '../rotation/store.ts';
import { startDeadline } from '../runtime/deadline.ts';
import type { Environment } from '../runtime/environment.ts';
import { type FleetMember, listFleet } from '../secrets-api/fleet.ts';
import { openKms, openStore } from '../secrets-api/open.ts';

/** Which secrets an operator means. */
export type Selection =
  | { readonly secrets: readonly SecretId[] }
  /** Id or host of a server: what their values say they open. */
  | { readonly instance: string }
  | { readonly tag: { readonly key: string; readonly value: string } };

/** Those that are named, or those of this region that are meant; admins of others first. */
export async function selectSecrets(
  environment: Environment,
  selection: Selection,
  timeout: number,
): Promise<readonly SecretId[]> {
  if ('secrets' in selection) return selection.secrets;
  using deadline = startDeadline(timeout, 0);
  const { signal } = deadline;
  const listed = await listFleet(openKms(environment), signal);
  const fleet = listed.filter(({ plannedDeleteTime }) => plannedDeleteTime === undefined);
  const admins = new Set(fleet.map(({ tags }) => tags['rotation:admin-secret']));
  const store = openStore(environment, defaultCredentials());
  const meant: FleetMember[] = [];
  for (const member of fleet) if (await isMeant(member, selection, store, signal)) meant.push(member);
  const isAdmin = ({ secret }: FleetMember) => admins.has(secret);
  return [...meant.filter(isAdmin), ...meant.filter((member) => !isAdmin(member))].map(
    ({ secret }) => secret,
  );
}

async function isMeant(
  { secret, tags }: FleetMember,
  selection: Exclude<Selection, { readonly secrets: readonly SecretId[] }>,
  store: Store,
  signal: AbortSignal,
): Promise<boolean> {
  if ('tag' in selection) return tags[selection.tag.key] === selection.tag.value;
  return isOn(await placeOf(secret, store, signal), selection.instance);
}

function isOn(place: ReadonlyMap<string, unknown>, instance: string): boolean {
  const host = String(place.get('Endpoint') ?? '').toLowerCase();
  const names = [String(place.get('DBInstanceId') ?? ''), host, `${host}:${place.get('Port')}`];
  return host !== '' && names.includes(instance.toLowerCase());
}

/** A value that cannot be read is of no instance that is known. */
async function placeOf(secret: SecretId, store: Store, signal: AbortSignal) {
  try {
    const fields = readFlatJson((await store.readCurrent(secret, signal)).value);
    return Array.isArray(fields) ? new Map<string, unknown>() : fields;
  } catch (error) {
    if (error instanceof RotationError && error.code === 'secret-not-found')
      return new Map<string, unknown>();
    throw error;
  }
}
