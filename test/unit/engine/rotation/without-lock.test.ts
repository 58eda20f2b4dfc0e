import { describe, expect, it } from 'vitest';
import type { SecretType } from '../../../../shared/engine/rotation/service.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import { type ModelValue, modelType } from '../../../support/engine/model-service.ts';

const rival = VersionId.parse('rival');
const whole = { operation: 'rotate', secret, token: VersionId.parse('T1') } as const;

/** The model without a lock, as RAM and a webhook are. */
function withoutLock(options: Parameters<typeof engine>[0] = {}) {
  const made = engine(options);
  const locked = modelType(made.service);
  const type: SecretType<ModelValue> = {
    ...locked,
    open: async (access) => ({ ...(await locked.open(access)), exclusive: false }),
  };
  const { store } = made;
  /** Another rotation, of which only what it does to the store is seen. */
  const overtake = (how: 'puts its own' | 'promotes its own' | 'promotes the same') => {
    if (how === 'promotes the same') {
      store.label(secret, 'previous', VersionId.parse('v0'));
      store.label(secret, 'current', VersionId.parse('T1'));
      store.label(secret, 'pending', undefined);
      return;
    }
    store.overwrite(secret, rival, value('of-the-rival'));
    store.label(secret, how === 'puts its own' ? 'pending' : 'current', rival);
  };
  const at = (moment: string, how: Parameters<typeof overtake>[0]) => {
    made.service.onCall = (call) => {
      if (call === moment) overtake(how);
    };
  };
  return { ...made, at, run: () => made.run(whole, { type }) };
}

describe('where nothing keeps other rotations out', () => {
  it('a rotation goes through when there is no other', async () => {
    const { run, store } = withoutLock();
    expect(await run()).toMatchObject({ Outcome: 'rotated', VersionId: 'T1' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0', pending: undefined });
  });

  it.each(['puts its own', 'promotes its own'] as const)(
    'nothing is set once another rotation %s',
    async (how) => {
      const { at, run, service, store } = withoutLock();
      at('after putPending', how);
      expect(await run()).toMatchObject({ Outcome: 'superseded' });
      expect(service.log).not.toContain('set');
      expect(Object.values(store.stagesOf(secret))).toContain(rival);
    },
  );

  it.each(['puts its own', 'promotes its own'] as const)(
    'nothing is promoted, and no stage moved, once another rotation %s',
    async (how) => {
      const { at, run, store } = withoutLock();
      at('after prove', how);
      await expect(run()).rejects.toMatchObject({ code: 'superseded', aftermath: 'applied' });
      expect(store.stagesOf(secret)).toMatchObject({ previous: undefined });
      expect(store.stagesOf(secret).current).not.toBe('T1');
    },
  );

  it('what another delivery has promoted meanwhile is not promoted again', async () => {
    const { at, run, store } = withoutLock({ previousFollowsCurrent: false });
    at('after prove', 'promotes the same');
    expect(await run()).toMatchObject({ Outcome: 'rotated', VersionId: 'T1' });
    expect(store.calls.filter((call) => call === 'move current')).toEqual([]);
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0', pending: undefined });
  });
});
