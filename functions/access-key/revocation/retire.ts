import type { Retirement, RotationContext } from '../../../shared/engine/rotation/service.ts';
import { exactInstant } from '../../../shared/runtime/time.ts';
import type { AccessKeySecret } from '../secret.ts';
import { formatState, parseState } from '../state.ts';
import type { UserKeys } from '../user-keys.ts';

/** Everything needed to end a key: the keys of the user, and the id of the key that signs the calls of this process. */
export interface Keyring {
  readonly access: RotationContext<AccessKeySecret>;
  readonly keys: UserKeys;
  readonly own: string;
}

/**
 * Ends the previous key. Disables it once it has been unused for the idle period, and deletes it after one more idle
 * period. In between, an operator can enable it again for an application that was overlooked.
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
      by: `the current key ${access.current.AccessKeyId} is not active, so the previous key is kept`,
    };
  if (own === id) return { state: 'in-use', by: `this process signs its calls with ${id}` };
  if (key.Status === 'Inactive') return removeOnceIdle(ring, id);
  const lastUse = await keys.lastUse(id);
  if (lastUse !== undefined && access.clock.now() - lastUse < access.policy.idle)
    return { state: 'in-use', by: `${id} was last used at ${exactInstant(lastUse)}` };
  await keys.disable(id);
  return await rest(ring, id);
}

/**
 * Deletes a disabled key once it has been disabled for the idle period. RAM does not report since when a key is
 * disabled: without a saved state, the period begins now.
 */
async function removeOnceIdle(ring: Keyring, id: string): Promise<Retirement> {
  const { access, keys } = ring;
  const state = parseState(await access.readState('current-or-previous'));
  if (state?.kind !== 'disabled' || state.key !== id) return rest(ring, id);
  const until = state.at + access.policy.idle;
  if (access.clock.now() < until) return { state: 'retiring', until };
  await keys.remove(id);
  return { state: 'retired' };
}

/**
 * Starts the idle period of a disabled key. A key that was enabled again meanwhile waits for the whole period once
 * more.
 */
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
