import { defaultCredentials } from '../../alibaba/credentials.ts';
import { listFleet } from '../../alibaba/secrets/fleet.ts';
import { openKms, openStore } from '../../alibaba/secrets/open.ts';
import { readFlatJson } from '../../engine/credentials/flat-json.ts';
import { RotationError } from '../../engine/rotation/errors.ts';
import type { SecretId, Store } from '../../engine/rotation/store.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';

/** The secrets that an operator means. */
export type Selection =
  | { readonly secrets: readonly SecretId[] }
  /** The id or host of the server that the values of the secrets open. */
  | { readonly instance: string }
  | { readonly tag: { readonly key: string; readonly value: string } };

/** Returns the named secrets, or those of this region that are meant. Admin secrets of others come first. */
export async function selectSecrets(
  environment: Environment,
  selection: Selection,
  timeout: number,
): Promise<readonly SecretId[]> {
  if ('secrets' in selection) return selection.secrets;
  using deadline = startDeadline(timeout, 0);
  const { signal } = deadline;
  const meant: SecretId[] = [];
  const admins = new Set<string | undefined>();
  for await (const { secret, tags, plannedDeleteTime } of listFleet(openKms(environment), signal)) {
    if (plannedDeleteTime !== undefined) continue;
    admins.add(tags['rotation:admin-secret']);
    if (!('tag' in selection) || tags[selection.tag.key] === selection.tag.value) meant.push(secret);
  }
  const found = 'tag' in selection ? meant : await onInstance(environment, meant, selection.instance, signal);
  const isAdmin = (secret: SecretId) => admins.has(secret);
  return [...found.filter(isAdmin), ...found.filter((secret) => !isAdmin(secret))];
}

const atOnce = 8;

async function onInstance(
  environment: Environment,
  secrets: readonly SecretId[],
  instance: string,
  signal: AbortSignal,
): Promise<readonly SecretId[]> {
  const store = openStore(environment, defaultCredentials());
  const found: SecretId[] = [];
  for (let start = 0; start < secrets.length; start += atOnce) {
    const some = secrets.slice(start, start + atOnce);
    const places = await Promise.all(some.map((secret) => placeOf(secret, store, signal)));
    found.push(...some.filter((_, index) => isOn(places[index] ?? nowhere, instance)));
  }
  return found;
}

function isOn(place: ReadonlyMap<string, unknown>, instance: string): boolean {
  const host = String(place.get('Endpoint') ?? '').toLowerCase();
  const names = [String(place.get('DBInstanceId') ?? ''), host, `${host}:${place.get('Port')}`];
  return host !== '' && names.includes(instance.toLowerCase());
}

const nowhere: ReadonlyMap<string, unknown> = new Map();

/** Returns the fields of a secret's value. A value that cannot be read belongs to no known instance. */
async function placeOf(secret: SecretId, store: Store, signal: AbortSignal) {
  try {
    const fields = readFlatJson((await store.readCurrent(secret, signal)).value);
    return Array.isArray(fields) ? nowhere : fields;
  } catch (error) {
    if (error instanceof RotationError && error.code === 'secret-not-found') return nowhere;
    throw error;
  }
}
