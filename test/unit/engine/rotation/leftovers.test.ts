import { describe, expect, it } from 'vitest';
import {
  Busy,
  LoginBlocked,
  RightsDiffer,
  StoreFailed,
  Unreachable,
} from '../../../../shared/engine/rotation/errors.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import { type ModelValue, modelType } from '../../../support/engine/model-service.ts';

const version = (text: string) => VersionId.parse(text);

/** KMS at its least helpful: the old version has no stage between the two moves. */
const bare = { previousFollowsCurrent: false, previousOntoCurrent: 'reject' } as const;

/** Stops the next rotation right after its promotion. */
function crashAtPromotion({ service }: ReturnType<typeof engine>): void {
  service.onCall = (call) => {
    if (call !== 'after move current') return;
    service.onCall = () => {};
    throw new Error('killed');
  };
}

describe('where a crash left the old version without a stage', () => {
  it('a delivery that had read the old value before the promotion still finds it', async () => {
    const made = engine(bare);
    const { rotate, store, service } = made;
    service.onCall = async (call) => {
      if (call !== 'after readCurrent') return;
      crashAtPromotion(made);
      await expect(rotate('T1')).rejects.toThrow('killed');
    };
    expect(await rotate('T1')).toMatchObject({ Outcome: 'already-current' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0', pending: undefined });
  });

  it('a lone createSecret of the next rotation gives it the previous stage first', async () => {
    const made = engine(bare);
    const { rotate, step, store } = made;
    crashAtPromotion(made);
    await expect(rotate('T1')).rejects.toThrow('killed');
    await step('createSecret', 'T2');
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0', pending: 'T2' });
  });
});

describe('looking for the version that a crash left without a stage', () => {
  /** T1 was current, is accepted and has no stage; T2 is current, and v0 still has the previous stage. */
  const crashed = async () => {
    const made = engine(bare);
    await made.rotate('T1');
    crashAtPromotion(made);
    await expect(made.rotate('T2')).rejects.toThrow('killed');
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'v0', pending: 'T2' });
    made.store.calls.length = 0;
    made.service.log.length = 0;
    return made;
  };

  it('tries each older value once, the previous one first', async () => {
    const { rotate, store, service } = await crashed();
    await rotate('T2');
    expect(service.log).toEqual(['login', 'refused login', 'login']);
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'T1', pending: undefined });
  });

  it('reads each older version once, and the current one no more, where none is accepted', async () => {
    const { rotate, store, service } = await crashed();
    service.accepted = service.accepted.slice(0, 1);
    await rotate('T2');
    expect(store.calls.filter((call) => call === 'read')).toHaveLength(2);
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'v0', pending: undefined });
  });

  it('goes past a value of a server the secret has left behind', async () => {
    const { rotate, store } = await crashed();
    store.overwrite(secret, version('v0'), new Sensitive('{"host":"elsewhere","password":"x"}'));
    await rotate('T2');
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'T1', pending: undefined });
  });

  it('is put off to the next time when a version cannot be read', async () => {
    const { rotate, store, service } = await crashed();
    service.onCall = (call) => {
      if (call === 'before read') throw new StoreFailed('read', secret, 'no answer');
    };
    await expect(rotate('T2')).rejects.toMatchObject({ code: 'store-failed' });
    service.onCall = () => {};
    await rotate('T2');
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'T1', pending: undefined });
  });

  it('is put off to the next time when a value cannot be tried', async () => {
    const { rotate, store, service } = await crashed();
    service.onCall = (call) => {
      if (call === 'before prove') throw new Unreachable('the model service', 'no answer');
    };
    await expect(rotate('T2')).rejects.toMatchObject({ code: 'unreachable' });
    service.onCall = () => {};
    await rotate('T2');
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'T1', pending: undefined });
  });

  it.each([
    ['its rights have come to differ', () => new RightsDiffer('the model account', ['it may do less'])],
    [
      'its account is locked',
      () => new LoginBlocked('the model account', 'the service', 'it is locked', 'Unlock it'),
    ],
  ])('knows it although %s', async (_, make) => {
    const { rotate, store, service } = await crashed();
    let proofs = 0;
    service.onCall = (call) => {
      if (call !== 'before prove') return;
      proofs += 1;
      if (proofs === 2) throw make();
    };
    await rotate('T2');
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'T1', pending: undefined });
  });

  it('stops at the previous one where the service still accepts it', async () => {
    const { rotate, store, service } = engine();
    await rotate('T1');
    await rotate('T2');
    store.label(secret, 'pending', version('T2'));
    await rotate('T2');
    expect(service.log).not.toContain('refused login');
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'T1', pending: undefined });
  });

  it('is not done where the service accepts one value, and no other can be left', async () => {
    const made = engine({ slots: 1 });
    crashAtPromotion(made);
    await expect(made.rotate('T1')).rejects.toThrow('killed');
    await made.rotate('T1');
    expect(made.service.log).not.toContain('refused login');
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0', pending: undefined });
  });
});

describe('an old version of a server the secret has left behind', () => {
  it('does not keep the next rotation from finding the one before', async () => {
    const made = engine(bare);
    const { rotate, store } = made;
    const elsewhere = new Sensitive('{"host":"elsewhere","password":"x"}');
    store.overwrite(secret, version('v-old'), elsewhere);
    crashAtPromotion(made);
    await expect(rotate('T1')).rejects.toThrow('killed');
    expect(await rotate('T2')).toMatchObject({ Outcome: 'rotated' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'T1', pending: undefined });
  });
});

describe('a rotation that lost its lock while it proved', () => {
  it('moves no stage, since others may have rotated twice meanwhile', async () => {
    const { run, rotate, store, service } = engine();
    const type = modelType(service);
    let lost = false;
    const slow = run(
      { operation: 'rotate', secret },
      {
        type: {
          ...type,
          open: async (access) => {
            const opened = await type.open(access);
            return {
              ...opened,
              test: async (next, version) => {
                await opened.test(next, version);
                lost = true;
                await opened[Symbol.asyncDispose]();
                await rotate('T1');
                await rotate('T2');
                store.calls.splice(0);
              },
              confirmLock: async () => {
                if (lost) throw new Busy('the model service', 'the lock was lost');
              },
            };
          },
        },
      },
    );
    await expect(slow).rejects.toMatchObject({ code: 'busy', aftermath: 'applied' });
    expect(store.calls.filter((call) => call.startsWith('move'))).toEqual([]);
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', pending: undefined });
    const { current, previous } = store.stagesOf(secret);
    const staged = [current, previous].flatMap((one) =>
      one === undefined ? [] : modelType(service).parse(secret, store.valueOf(secret, one), 'text').password,
    );
    expect(staged).toEqual(service.accepted);
  });
});

describe('a pending stage that somebody put on a copy of the current value', () => {
  async function copied() {
    const made = engine();
    await made.step('createSecret', 'T1');
    await made.step('createSecret', 'T2');
    await made.rotate();
    made.store.label(secret, 'pending', version('T1'));
    return made;
  }

  it('is no rotation to go on with', async () => {
    const { rotate, store, service } = await copied();
    expect(await rotate('T3')).toMatchObject({ Outcome: 'rotated', VersionId: 'T3' });
    expect(store.stagesOf(secret)).toMatchObject({ previous: 'T2', pending: undefined });
    expect(service.accepted).toEqual(['model-value-2', 'model-value-1']);
  });

  it('is not carried over to a new version', async () => {
    const { step, store } = await copied();
    await step('createSecret', 'T3');
    expect(store.valueOf(secret, version('T3')).equals(store.valueOf(secret, version('T1')))).toBe(false);
  });

  it.each(['setSecret', 'testSecret', 'finishSecret'] as const)('is refused by a lone %s', async (name) => {
    const { step, store } = await copied();
    await expect(step(name, 'T1')).rejects.toMatchObject({ code: 'stage-conflict' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'v0' });
  });
});

describe('a pending value that opens something else', () => {
  const request = { operation: 'rotate', secret } as const;
  const pending = (differing: readonly string[]) => {
    const made = engine();
    made.store.overwrite(secret, version('P'), value('never-set'));
    made.store.label(secret, 'pending', version('P'));
    const type = {
      ...made.ports.type,
      differences: (_: ModelValue, { password }: ModelValue) => (password === 'never-set' ? differing : []),
    };
    return { ...made, type };
  };

  it.each([
    [undefined, 'emergency-minted-1'],
    ['T1', 'T1'],
    ['P', 'emergency-minted-1'],
    ['sweep-1', 'sweep-1'],
  ])('holds up no emergency where that is another server: %s', async (token, next) => {
    const { run, store, type } = pending(['AccountName', 'host']);
    const named = token === undefined ? request : { ...request, token: version(token) };
    expect(await run(named, { type, emergency: true })).toMatchObject({ Outcome: 'rotated' });
    expect(store.stagesOf(secret)).toMatchObject({ current: next, previous: 'v0', pending: undefined });
  });

  it('holds up a rotation', async () => {
    const { run, store, type } = pending(['host']);
    await expect(run(request, { type })).rejects.toMatchObject({ code: 'secret-malformed' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'P' });
  });

  it('holds up an emergency where it is another account of the same server, which may hold it already', async () => {
    const { run, store, type } = pending(['AccountName']);
    await expect(run(request, { type, emergency: true })).rejects.toMatchObject({ code: 'secret-malformed' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'P' });
  });

  it('is not taken for one that cannot be read', async () => {
    const { run, service, store, type } = pending(['host']);
    service.onCall = (call) => {
      if (call === 'before read') throw new Unreachable('KMS', 'no answer');
    };
    await expect(run(request, { type, emergency: true })).rejects.toMatchObject({ code: 'unreachable' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'P' });
  });
});
