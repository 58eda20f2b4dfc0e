import { describe, expect, it } from 'vitest';
import { SecretNotFound, StoreFailed } from '../../../../shared/engine/rotation/errors.ts';
import { type Stages, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import { modelType } from '../../../support/engine/model-service.ts';

const token = VersionId.parse('T1');
const rival = VersionId.parse('rival');

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

describe('the stages after a lock that was waited for', () => {
  const looksOf = async (emergency: boolean) => {
    const { run, ports, store, show, looks } = behind();
    const { type } = ports;
    let isFirst = true;
    const waited: typeof type = {
      ...type,
      open: (access) => {
        if (isFirst) access.contended();
        isFirst = false;
        show(store.stagesOf(secret), 0);
        return type.open(access);
      },
    };
    await run({ operation: 'rotate', secret }, { type: waited, emergency });
    return looks.count;
  };

  it('are read until another one has promoted a version, but once only in an emergency', async () => {
    const once = await looksOf(true);
    expect(await looksOf(false)).toBeGreaterThan(once);
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
      // One more look is for the version to be current.
      expect(looks.count).toBe(reads + 2);
    },
  );
});

describe('a value that was stored a moment ago', () => {
  const missing = async (reads: number) => {
    const made = engine();
    await made.step('createSecret', 'T1');
    let left = reads;
    made.store.calls.length = 0;
    made.service.onCall = (call) => {
      if (call !== 'before read') return;
      left -= 1;
      if (left >= 0) throw new SecretNotFound(secret, 'version T1 of');
    };
    return { ...made, reads: () => made.store.calls.filter((call) => call === 'read').length };
  };

  it.each([0, 3])('is read once it is there: after %i reads', async (count) => {
    const { rotate, reads } = await missing(count);
    expect(await rotate('T1')).toMatchObject({ Outcome: 'rotated' });
    expect(reads()).toBe(count + 1);
  });

  it('is not waited for longer than two seconds', async () => {
    const { rotate, reads } = await missing(Number.POSITIVE_INFINITY);
    await expect(rotate('T1')).rejects.toMatchObject({ code: 'secret-not-found' });
    expect(reads()).toBe(8);
  });

  it('is not waited for where the store fails for another reason', async () => {
    const { rotate, service, store } = await missing(0);
    service.onCall = (call) => {
      if (call === 'before read') throw new StoreFailed('GetSecretValue', secret, 'no answer');
    };
    await expect(rotate('T1')).rejects.toMatchObject({ code: 'store-failed' });
    expect(store.calls.filter((call) => call === 'read')).toHaveLength(1);
  });
});

describe('where nothing keeps other rotations out, a pending version', () => {
  const withoutLock = (made: ReturnType<typeof behind>) => {
    const locked = modelType(made.service);
    const type: typeof locked = {
      ...locked,
      open: async (access) => ({ ...(await locked.open(access)), exclusive: false }),
    };
    return made.run({ operation: 'rotate', secret, token }, { type });
  };

  it.each([0, 3])('is waited for before it is set, and no longer: after %i looks', async (reads) => {
    const made = behind();
    const before = made.store.stagesOf(secret);
    let counted = 0;
    made.service.onCall = (call) => {
      if (call === 'after putPending') made.show(before, reads);
      if (call === 'before set') counted = made.looks.count;
    };
    expect(await withoutLock(made)).toMatchObject({ Outcome: 'rotated' });
    expect(counted).toBe(reads + 1);
  });

  it('is given up at once when another one is current', async () => {
    const made = behind();
    made.service.onCall = (call) => {
      if (call !== 'after putPending') return;
      made.looks.count = 0;
      made.store.overwrite(secret, rival, value('of-the-rival'));
      made.store.label(secret, 'current', rival);
      made.store.label(secret, 'pending', undefined);
    };
    expect(await withoutLock(made)).toMatchObject({ Outcome: 'superseded' });
    expect(made.looks.count).toBe(1);
  });

  it('is given up when it is not pending any more', async () => {
    const made = behind();
    made.service.onCall = (call) => {
      if (call === 'after putPending') made.store.label(secret, 'pending', undefined);
    };
    expect(await withoutLock(made)).toMatchObject({ Outcome: 'superseded' });
    expect(made.service.log).not.toContain('set');
  });
});
