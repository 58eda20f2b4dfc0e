import type { ListedKey } from '../../shared/alibaba/ram/list-access-keys.ts';
import { Busy, NoRoom, PlaceTaken } from '../../shared/engine/rotation/errors.ts';
import type { Staged } from '../../shared/engine/rotation/service.ts';
import { exactInstant, minute } from '../../shared/runtime/time.ts';
import { type Keyring, retire } from './revocation/retire.ts';
import type { AccessKeySecret } from './secret.ts';
import { parseState } from './state.ts';
import { mostKeys } from './user-keys.ts';

/**
 * Milliseconds by which this clock and RAM's may differ. Keys that existed before the request are among the known ones
 * anyway.
 */
const skew = 15 * minute;

/**
 * Frees a slot for another key of the user. The keys beside the current one, in the order in which they are checked:
 *
 * | the key                                             | what happens to it                                          |
 * |-----------------------------------------------------|-------------------------------------------------------------|
 * | belongs to a pending version that cannot be resumed | deleted                                                     |
 * | belongs to another pending or current version       | another rotation is running: `superseded`                   |
 * | belongs to the previous version                     | retired if grace and idle period allow it; else `no-room`   |
 * | unknown, made while the state says that we asked    | lost before it was stored: deleted once nobody can store it |
 * | unknown                                             | belongs to somebody else: `no-room`, and it is not touched  |
 * | unknown, in an emergency                            | not touched: the current key, which has leaked, makes room  |
 */
export async function makeFreeSlot(
  ring: Keyring,
  unusable: ReadonlySet<string>,
): Promise<readonly ListedKey[]> {
  const { access, keys } = ring;
  const listed = await keys.list();
  const others = listed.filter((key) => key.AccessKeyId !== access.current.AccessKeyId);
  if (others.length === 0) return listed;
  const staged = await access.staged();
  refuseOvertaken(ring, staged, unusable);
  const known = [staged.pending, staged.previous].map((value) => value?.AccessKeyId);
  const unknown = others.filter((key) => !known.includes(key.AccessKeyId));
  const lost = await findLost(ring, unknown);
  for (const key of lost) await keys.remove(key.AccessKeyId);
  const left = listed.filter((key) => !lost.includes(key));
  const [other] = others.filter((key) => !lost.includes(key));
  if (left.length < mostKeys || other === undefined) return left;
  if (unusable.has(other.AccessKeyId)) await keys.remove(other.AccessKeyId);
  else if (staged.previous?.AccessKeyId === other.AccessKeyId) await endPrevious(ring, staged.previous);
  else if (canGo(ring)) return makeWay(ring, left);
  else await refuseStranger(ring, other);
  return left.filter((key) => key !== other);
}

/**
 * Throws PlaceTaken if another rotation has changed the stages: decisions based on the old stages are no longer valid.
 */
function refuseOvertaken(
  { access }: Keyring,
  { current, pending }: Staged<AccessKeySecret>,
  unusable: ReadonlySet<string>,
): void {
  const { UserName: user, AccessKeyId: id } = access.current;
  const goesOn = pending !== undefined && pending.AccessKeyId !== id && !unusable.has(pending.AccessKeyId);
  if (current?.AccessKeyId !== id || goesOn)
    throw new PlaceTaken(user, 'another rotation of its key has begun meanwhile');
}

async function endPrevious(ring: Keyring, previous: AccessKeySecret): Promise<void> {
  const { UserName: user, AccessKeyId: id } = previous;
  const { promotedAt, policy, clock, emergency } = ring.access;
  if (emergency && ring.own !== id) return ring.keys.remove(id);
  const over = (promotedAt ?? clock.now()) + policy.grace;
  if (clock.now() < over)
    throw new NoRoom(
      user,
      `the previous key ${id} is kept until ${exactInstant(over)}`,
      'Rotate after that, or shorten the tag rotation:grace',
    );
  const retirement = await retire(ring, previous);
  if (retirement.state === 'in-use')
    throw new NoRoom(user, retirement.by, 'Move its users to the current key');
  if (retirement.state === 'retiring')
    throw new Busy(user, `the previous key ${id} stays disabled until ${exactInstant(retirement.until)}`);
}

/** Whether the current key may be deleted: in an emergency, unless this process signs its own calls with it. */
const canGo = ({ access, own }: Keyring) => access.emergency && own !== access.current.AccessKeyId;

/**
 * Deletes the current key in an emergency. Whoever holds a leaked key may have made a second one with it, and must not
 * block the emergency.
 */
async function makeWay({ access, keys }: Keyring, left: readonly ListedKey[]): Promise<readonly ListedKey[]> {
  const { AccessKeyId: id } = access.current;
  await keys.remove(id);
  return left.filter((key) => key.AccessKeyId !== id);
}

async function refuseStranger({ access, keys }: Keyring, { AccessKeyId: id }: ListedKey): Promise<never> {
  const lastUse = await keys.lastUse(id);
  const used = lastUse === undefined ? 'RAM knows of no use' : `last used at ${exactInstant(lastUse)}`;
  throw new NoRoom(
    access.current.UserName,
    `its second key ${id} does not belong to this secret (${used})`,
    'Delete that key, or move its users to another RAM user',
  );
}

/**
 * Returns the keys whose AccessKeySecret was lost before it was stored. A key that was used belongs to somebody. Throws
 * PlaceTaken as long as the rotation that requested such keys may still store them.
 */
async function findLost(
  { access, keys }: Keyring,
  unknown: readonly ListedKey[],
): Promise<readonly ListedKey[]> {
  const state = unknown.length === 0 ? undefined : parseState(await access.readState('current-or-previous'));
  if (state?.kind !== 'issuing') return [];
  const ours: ListedKey[] = [];
  for (const key of unknown) {
    const inTime = key.createdAt >= state.from - skew && key.createdAt <= state.until;
    if (!inTime || state.known.includes(key.AccessKeyId)) continue;
    if ((await keys.lastUse(key.AccessKeyId)) === undefined) ours.push(key);
  }
  if (ours.length > 0 && !access.emergency && access.clock.now() < state.until)
    throw new PlaceTaken(
      access.current.UserName,
      'another rotation is storing a new key',
      undefined,
      state.until,
    );
  return ours;
}
