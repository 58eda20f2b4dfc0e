import type { Retirement, RotationContext } from '../../../shared/engine/rotation/service.ts';
import { exactInstant } from '../../../shared/runtime/time.ts';
import type { AccessKeySecret } from '../secret.ts';
import { formatState, parseState } from '../state.ts';
import type { UserKeys } from '../user-keys.ts';

/** What is needed to end a key: the user's keys, and the one that this process signs its own calls with. */
export interface Keyring {
  readonly access: RotationContext<AccessKeySecret>;
  readonly keys: UserKeys;
  readonly own: string;
}

/**
 * Ends the previous key: disables it once it was silent for the idle period, lets it lie disabled for as long again, so
 * that whoever was overlooked can be helped by enabling it, and deletes it.
 */
export async function retire(ring: Keyring, { AccessKeyId: id }: AccessKeySecret): Promise<Retirement> {
  const { access, keys, own } = ring;
  const listed = await keys.list();
  const current = listed.find((key) => key.AccessKeyId === access.current.AccessKeyId);
  const key = listed.find((one) => one.AccessKeyId === id);
  if (id === access.current.AccessKeyId) return { state: 'unable', why: `${id} is the current key` };
  if (key === undefined) return { state: 'retired' };
  if (current?.Status !== 'Active')
    return {
      state: 'in-use',
      by: `the current key ${access.current.AccessKeyId} is not active, so this is the last`,
    };
  if (own === id) return { state: 'in-use', by: `${id} signs the calls of this very process` };
  if (key.Status === 'Inactive') return removeOnceIdle(ring, id);
  const lastUse = await keys.lastUse(id);
  if (lastUse !== undefined && access.clock.now() - lastUse < access.policy.idle)
    return { state: 'in-use', by: `${id} was last used at ${exactInstant(lastUse)}` };
  await keys.disable(id);
  return await rest(ring, id);
}

/** RAM does not say since when a key is disabled: where no state says it, that begins now. */
async function removeOnceIdle(ring: Keyring, id: string): Promise<Retirement> {
  const { access, keys } = ring;
  const state = parseState(await access.readState());
  if (state?.kind !== 'disabled' || state.key !== id) return rest(ring, id);
  const until = state.at + access.policy.idle;
  if (access.clock.now() < until) return { state: 'retiring', until };
  await keys.remove(id);
  return { state: 'retired' };
}

/** A key that was enabled again meanwhile lies disabled for the whole period once more. */
async function rest({ access, keys }: Keyring, id: string): Promise<Retirement> {
  const at = access.clock.now();
  const until = at + access.policy.idle;
  if (until <= at) {
    await keys.remove(id);
    return { state: 'retired' };
  }
  await access.saveState(formatState({ kind: 'disabled', key: id, at }));
  return { state: 'retiring', until };
}
