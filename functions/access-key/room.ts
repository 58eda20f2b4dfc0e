import type { ListedKey } from '../../shared/cloud/ram/list-access-keys.ts';
import { Busy, NoRoom, PlaceTaken } from '../../shared/rotation/errors.ts';
import { parseNote } from './note.ts';
import { type Keyring, retire } from './retire.ts';
import { mostKeys } from './user-keys.ts';

/** Milliseconds by which this clock and RAM's may differ; what was there before is among the known in any case. */
const skew = 15 * 60_000;

/**
 * Sees to it that the user may be given another key. The keys beside the current one, in the order in which they
 * are told apart:
 *
 * | the key is                                   | what becomes of it                                        |
 * |----------------------------------------------|-----------------------------------------------------------|
 * | of the pending version                       | it cannot be gone on with, so it is deleted               |
 * | of the previous version                      | retired as far as grace and soak allow; else `busy`       |
 * | unknown, made while a note says we asked     | lost before it was stored: deleted, once nobody can store it |
 * | unknown                                      | somebody else's: `no-room`, and it is not touched         |
 */
export async function makeRoom(ring: Keyring): Promise<readonly ListedKey[]> {
  const { access, keys } = ring;
  const listed = await keys.list();
  const others = listed.filter((key) => key.AccessKeyId !== access.current.AccessKeyId);
  const lost = await findLost(ring, others);
  for (const key of lost) await keys.remove(key.AccessKeyId);
  const left = listed.filter((key) => !lost.includes(key));
  const [other] = others.filter((key) => !lost.includes(key));
  if (left.length < mostKeys || other === undefined) return left;
  await free(ring, other);
  return left.filter((key) => key !== other);
}

async function free(ring: Keyring, { AccessKeyId: id }: ListedKey): Promise<void> {
  const { access, keys } = ring;
  const { UserName: user } = access.current;
  if ((await access.pending())?.AccessKeyId === id) return keys.remove(id);
  const previous = await access.previous();
  if (previous?.AccessKeyId !== id) {
    const lastUse = await keys.lastUse(id);
    const used =
      lastUse === undefined
        ? 'not used as far as RAM knows'
        : `last used at ${new Date(lastUse).toISOString()}`;
    throw new NoRoom(
      user,
      `its second key ${id} is not of this secret (${used})`,
      'Delete that key, or give its user to somebody else',
    );
  }
  const { promotedAt, policy, clock } = access;
  const over = (promotedAt ?? clock.now()) + policy.grace;
  if (clock.now() < over)
    throw new NoRoom(
      user,
      `the previous key ${id} lives until ${new Date(over).toISOString()}`,
      'Rotate after that, or shorten the tag rotation:grace',
    );
  const retirement = await retire(ring, previous);
  if (retirement.state === 'in-use')
    throw new NoRoom(user, retirement.by, 'Move its users to the current key');
  if (retirement.state === 'retiring')
    throw new Busy(
      user,
      `the previous key ${id} lies disabled until ${new Date(retirement.until).toISOString()}`,
    );
}

/**
 * The keys whose secret was lost before it was stored. As long as the one who asked for them may still store them,
 * they are not lost. A key that was used is somebody's.
 */
async function findLost(
  { access, keys }: Keyring,
  others: readonly ListedKey[],
): Promise<readonly ListedKey[]> {
  if (others.length === 0) return [];
  const held = [await access.pending(), await access.previous()].map((value) => value?.AccessKeyId);
  const unknown = others.filter((key) => !held.includes(key.AccessKeyId));
  const note = unknown.length === 0 ? undefined : parseNote(await access.readNote());
  if (note?.kind !== 'issuing') return [];
  const ours: ListedKey[] = [];
  for (const key of unknown) {
    const inTime = key.createdAt >= note.from - skew && key.createdAt <= note.until;
    if (!inTime || note.known.includes(key.AccessKeyId)) continue;
    if ((await keys.lastUse(key.AccessKeyId)) === undefined) ours.push(key);
  }
  if (ours.length > 0 && access.clock.now() < note.until)
    throw new PlaceTaken(access.current.UserName, 'a new key of it is being stored', undefined, note.until);
  return ours;
}
