import { describe, expect, it } from 'vitest';
import { type Stages, VersionId } from '../../shared/rotation/store.ts';
import { engine, secret, value } from './engine.ts';

const token = VersionId.parse('T1');

/** The engine over a store whose stages can be read as they were for a while, as KMS may have it. */
function behind() {
  const made = engine();
  const read = made.store.stages.bind(made.store);
  let lag: { readonly shown: Stages; reads: number } | undefined;
  const looks = { count: 0 };
  made.store.stages = async (...given) => {
    const stages = await read(...given);
    looks.count += 1;
    if (!lag || lag.reads === 0) return stages;
    lag.reads -= 1;
    return lag.shown;
  };
  const show = (shown: Stages, reads: number) => {
    lag = { shown, reads };
    looks.count = 0;
  };
  return { ...made, looks, show };
}

describe('a version that a step before has stored a moment ago', () => {
  it.each([0, 3])('is waited for until it is seen, and no longer: after %i looks', async (reads) => {
    const { step, store, show, looks } = behind();
    const before = store.stagesOf(secret);
    await step('createSecret', 'T1');
    show(before, reads);
    expect(await step('setSecret', 'T1')).toMatchObject({ Outcome: 'step-done' });
    expect(looks.count).toBe(reads + 1);
  });

  it('is not waited for by the step that is to store it', async () => {
    const { step, looks } = behind();
    await step('createSecret', 'T1');
    expect(looks.count).toBe(1);
  });
});

describe('a version that another delivery has stored a moment ago', () => {
  it.each([0, 3])(
    'is waited for until it is seen as pending, and no longer: after %i looks',
    async (reads) => {
      const { rotate, store, service, show, looks } = behind();
      const before = store.stagesOf(secret);
      service.onCall = (call) => {
        if (call !== 'before putPending') return;
        store.overwrite(secret, token, value('theirs'));
        store.label(secret, 'pending', token);
        show(before, reads);
      };
      expect(await rotate('T1')).toMatchObject({ Outcome: 'rotated', VersionId: 'T1' });
      expect(looks.count).toBe(reads + 1);
    },
  );
});
