import { describe, expect, it } from 'vitest';
import type { SecretType } from '../../../../shared/engine/rotation/service.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import type { ModelValue } from '../../../support/engine/model-service.ts';

const version = (text: string) => VersionId.parse(text);
const request = { operation: 'rotate', secret, token: version('T1') } as const;

/** A service that keeps no other rotation out. */
const shared = (type: SecretType<ModelValue>): SecretType<ModelValue> => ({
  ...type,
  open: async (access) => ({ ...(await type.open(access)), exclusive: false }),
});

/** What the store is asked from the proof of the new value on. */
function callsOfFinish({ calls }: { readonly calls: readonly string[] }, from: number): readonly string[] {
  return calls.slice(from).filter((call) => call !== 'record' && call !== 'describe');
}

describe('the promotion of a value', () => {
  it.each([true, false])(
    'asks the store for no more than it has to know, under a lock: %s',
    async (locks) => {
      const made = engine();
      let from = 0;
      made.service.onCall = (call) => {
        if (call === 'after prove') from = made.store.calls.length;
      };
      await made.run(request, locks ? {} : { type: shared(made.ports.type) });
      const looks = locks ? [] : ['stages'];
      expect(callsOfFinish(made.store, from)).toEqual([
        ...looks,
        'move previous',
        'move current',
        'stages',
        'clearPending',
      ]);
    },
  );

  it('mends nothing where the lock was lost before a stage was moved', async () => {
    const made = engine();
    let from = 0;
    made.service.onCall = (call) => {
      if (call !== 'after prove') return;
      made.service.lockLost = true;
      from = made.store.calls.length;
    };
    await expect(made.rotate('T1')).rejects.toMatchObject({ code: 'busy' });
    expect(callsOfFinish(made.store, from)).toEqual([]);
  });

  it.each([
    ['logs in', 'superseded', 'T2'],
    ['is refused', 'rotated', 'T1'],
  ])('gives way to a later version that came in between and %s', async (what, outcome, current) => {
    const made = engine({ previousFollowsCurrent: false });
    made.service.onCall = (call) => {
      if (call !== 'after move current') return;
      made.service.onCall = () => {};
      made.store.overwrite(secret, version('T2'), value('later'));
      made.store.label(secret, 'previous', version('T2'));
      if (what === 'logs in') made.service.accepted = ['later'];
    };
    const ended = await made.run(request, { type: shared(made.ports.type) }).then(
      ({ Outcome }) => Outcome,
      (error) => error.code,
    );
    expect(ended).toBe(outcome);
    expect(made.store.stagesOf(secret).current).toBe(current);
  });

  it.each([true, false])(
    'keeps the version before it as previous where the store refuses both stages on one: %s',
    async (previousFollowsCurrent) => {
      const { rotate, store } = engine({ previousOntoCurrent: 'reject', previousFollowsCurrent });
      await rotate('T1');
      expect(store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0', pending: undefined });
    },
  );

  it('does not ask again for both stages on one version once the store has refused it', async () => {
    const made = engine({ slots: 1, previousOntoCurrent: 'reject', previousFollowsCurrent: false });
    await made.run(request, { type: shared(made.ports.type) });
    expect(made.store.calls.filter((call) => call === 'move previous')).toHaveLength(2);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0' });
  });
});
