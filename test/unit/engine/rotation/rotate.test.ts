import { describe, expect, it } from 'vitest';
import { PasswordRejected } from '../../../../shared/engine/rotation/errors.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import { modelType } from '../../../support/engine/model-service.ts';

const version = (text: string) => VersionId.parse(text);

describe.each([true, false])(
  'a rotation, where previous follows current by itself: %s',
  (previousFollowsCurrent) => {
    describe.each([1, 2] as const)('on a service that accepts %i value(s) at once', (slots) => {
      const start = () => engine({ slots, previousFollowsCurrent });

      it('ends with the new version current, the old one previous and nothing pending', async () => {
        const { rotate, store, service } = start();
        const result = await rotate('T1');
        expect(result).toMatchObject({ Outcome: 'rotated', VersionId: 'T1', SecretId: secret });
        expect(result.Steps.map((step) => step.Step)).toEqual([
          'createSecret',
          'setSecret',
          'testSecret',
          'finishSecret',
        ]);
        expect(store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0', pending: undefined });
        expect(store.valueOf(secret, version('T1')).equals(value(service.accepted[0] ?? ''))).toBe(true);
      });

      it('never lets a login be refused, and logs in no more than twice', async () => {
        const { rotate, service } = start();
        await rotate();
        expect(service.log).toEqual(['login', 'set', 'login']);
      });

      it('changes nothing when the same delivery arrives again', async () => {
        const { rotate, store, service } = start();
        await rotate('T1');
        const before = { stages: store.stagesOf(secret), accepted: [...service.accepted] };
        expect(await rotate('T1')).toMatchObject({ Outcome: 'already-current', VersionId: 'T1', Steps: [] });
        expect({ stages: store.stagesOf(secret), accepted: service.accepted }).toEqual(before);
      });

      it('changes nothing when a delivery arrives after the next rotation is done', async () => {
        const { rotate, store, service } = start();
        await rotate('T1');
        await rotate('T2');
        await rotate('T3');
        const before = { stages: store.stagesOf(secret), accepted: [...service.accepted] };
        expect(await rotate('T2')).toMatchObject({ Outcome: 'superseded' });
        expect(await rotate('T1')).toMatchObject({ Outcome: 'superseded' });
        expect({ stages: store.stagesOf(secret), accepted: service.accepted }).toEqual(before);
      });

      it('has one winner among ten at once, and nine that change nothing', async () => {
        const { rotate, store, service } = start();
        const results = await Promise.all(Array.from({ length: 10 }, (_, index) => rotate(`T${index}`)));
        const outcomes = results.map((result) => result.Outcome).sort();
        expect(outcomes).toEqual(['rotated', ...Array(9).fill('superseded')]);
        expect(service.log.filter((line) => line === 'set')).toHaveLength(1);
        expect(store.stagesOf(secret).versions).toHaveLength(2);
      });

      it('is superseded when its value was replaced between reading it and logging in', async () => {
        const { rotate, service, store } = start();
        service.onCall = (call) => {
          if (call !== 'after readCurrent') return undefined;
          service.onCall = () => {};
          return rotate('T1').then(() => rotate('T2'));
        };
        expect(await rotate('T3')).toMatchObject({ Outcome: 'superseded' });
        expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'T1', pending: undefined });
      });

      it('is one rotation when the same delivery arrives twice at the same moment', async () => {
        const { rotate, store } = start();
        const results = await Promise.all([rotate('T1'), rotate('T1')]);
        expect(results.map((result) => result.Outcome).sort()).toEqual(['already-current', 'rotated']);
        expect(store.stagesOf(secret).versions).toHaveLength(2);
      });

      it('goes on with the value an earlier attempt left pending, under whatever token it is called', async () => {
        const { rotate, step, store } = start();
        await step('createSecret', 'T1');
        const stored = store.valueOf(secret, version('T1'));
        const result = await rotate('T2');
        expect(result).toMatchObject({ Outcome: 'rotated', VersionId: 'T1' });
        expect(result.Steps[0]).toMatchObject({ Step: 'createSecret', Outcome: 'kept' });
        expect(store.valueOf(secret, version('T1')).equals(stored)).toBe(true);
        expect(store.stagesOf(secret).versions).toHaveLength(2);
      });
    });
  },
);

describe('a rotation', () => {
  it('takes a pending label off the current version, where a crash left it', async () => {
    const { rotate, store } = engine();
    await rotate('T1');
    store.label(secret, 'pending', version('T1'));
    expect(await rotate('T1')).toMatchObject({ Outcome: 'already-current' });
    expect(store.stagesOf(secret).pending).toBeUndefined();
  });

  it('leaves the pending version of the next rotation alone when a delivery of this one comes late', async () => {
    const { rotate, step, store } = engine();
    await rotate('T1');
    await step('createSecret', 'T2');
    for (const late of [() => rotate('T1'), () => step('finishSecret', 'T1')]) {
      expect(await late()).toMatchObject({ Outcome: 'already-current' });
      expect(store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0', pending: 'T2' });
    }
  });

  it('takes no leftover label for an attempt to go on with', async () => {
    const { rotate, store } = engine();
    await rotate('T1');
    store.label(secret, 'pending', version('T1'));
    expect(await rotate('T2')).toMatchObject({ Outcome: 'rotated', VersionId: 'T2' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'T1', pending: undefined });
  });

  it('reports the window only where the service cannot accept two values', async () => {
    expect(await engine({ slots: 2 }).rotate()).not.toHaveProperty('WindowMs');
    expect(await engine({ slots: 1 }).rotate()).toHaveProperty('WindowMs', expect.any(Number));
  });

  it('moves the previous stage before it opens the window, where there is one', async () => {
    const { rotate, service } = engine({ slots: 1 });
    const order: string[] = [];
    service.onCall = (call) => order.push(call);
    await rotate();
    const inWindow = order.slice(order.indexOf('after set') + 1, order.indexOf('before move current'));
    expect(inWindow).toEqual(['before prove', 'after prove']);
  });

  it('moves each stage once where the store lets it', async () => {
    const { rotate, store } = engine();
    await rotate();
    expect(store.calls.filter((call) => call.startsWith('move'))).toEqual(['move previous', 'move current']);
  });

  it('asks the store once, outside the window, for what the store refuses', async () => {
    const { rotate, store } = engine({
      slots: 1,
      previousFollowsCurrent: false,
      previousOntoCurrent: 'reject',
    });
    await rotate();
    expect(store.calls.filter((call) => call.startsWith('move'))).toEqual([
      'move previous',
      'move current',
      'move previous',
    ]);
  });

  it('keeps the old version staged at every instant', async () => {
    const { rotate, store, service } = engine({ previousFollowsCurrent: false });
    const seen: boolean[] = [];
    service.onCall = () => {
      const { current, previous } = store.stagesOf(secret);
      seen.push([current, previous].includes(version('v0')));
    };
    await rotate();
    expect(seen.length).toBeGreaterThan(5);
    expect(seen).not.toContain(false);
  });

  it('promotes nothing that the service refuses', async () => {
    const { rotate, store, service } = engine();
    service.onCall = (call) => {
      if (call === 'after set') service.accepted = ['first'];
    };
    await expect(rotate('T1')).rejects.toMatchObject({ code: 'refused', aftermath: 'applied' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'T1' });
  });

  it('ends quietly when the lock is lost before anything was changed', async () => {
    const { rotate, store, service } = engine();
    service.onCall = (call) => {
      if (call === 'after putPending') service.lockLost = true;
    };
    expect(await rotate('T1')).toMatchObject({ Outcome: 'postponed' });
    expect(store.stagesOf(secret).current).toBe('v0');
    expect(service.accepted).toEqual(['first']);
  });

  it('promotes nothing once the lock is lost, and says that the service was changed', async () => {
    const { rotate, store, service } = engine();
    service.onCall = (call) => {
      if (call === 'before prove') service.lockLost = true;
    };
    await expect(rotate('T1')).rejects.toMatchObject({ code: 'busy', aftermath: 'applied' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'T1', previous: undefined });
    expect(service.accepted).toContain('first');
  });

  it('does not go on when its time is up', async () => {
    const { run, service, store } = engine();
    const controller = new AbortController();
    service.onCall = (call) => {
      if (call === 'before set') controller.abort();
    };
    const late = run({ operation: 'rotate', secret }, { signal: controller.signal });
    await expect(late).rejects.toMatchObject({ code: 'unreachable', aftermath: 'applied' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0' });
  });

  it('refuses a pending value that belongs to another service', async () => {
    const { rotate, step, store, service } = engine();
    await step('createSecret', 'T1');
    store.overwrite(secret, version('T1'), new Sensitive('{"host":"elsewhere","password":"x"}'));
    await expect(rotate()).rejects.toMatchObject({
      code: 'secret-malformed',
      message: expect.stringContaining('host'),
    });
    expect(service.accepted).toEqual(['first']);
  });

  it('replaces a value that the service turns down, under a new version', async () => {
    const { rotate, store, service } = engine();
    let rejections = 2;
    service.onCall = (call) => {
      if (call !== 'before set' || rejections === 0) return;
      rejections -= 1;
      throw new PasswordRejected('the model account', 'it wants more digits');
    };
    const result = await rotate('T1');
    expect(result).toMatchObject({ Outcome: 'rotated', VersionId: 'minted-2' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'minted-2', previous: 'v0', pending: undefined });
    expect(service.accepted).toEqual(['model-value-3', 'first']);
    expect(await rotate('T1')).toMatchObject({ Outcome: 'superseded' });
  });

  it.each([
    ['sweep-ab12', 'sweep-minted-1'],
    ['timer-ab12', 'timer-minted-1'],
    ['my-timer-1', 'minted-1'],
  ])('names a version that takes the place of %s so that history tells who began it', async (token, next) => {
    const { rotate, service, store } = engine();
    service.onCall = (call) => {
      if (call !== 'before set') return;
      service.onCall = () => {};
      throw new PasswordRejected('the model account', 'it wants more digits');
    };
    expect(await rotate(token)).toMatchObject({ Outcome: 'rotated', VersionId: next });
    store.label(secret, 'pending', version(next));
    store.overwrite(secret, version(`${token}-2`), store.valueOf(secret, version(next)));
    store.label(secret, 'pending', version(`${token}-2`));
    expect(await rotate(`${token}-2`)).toMatchObject({ VersionId: next.replace('1', '2') });
  });

  it('gives up after three values, and starts with a fourth the next time', async () => {
    const { rotate, store, service } = engine();
    service.onCall = (call) => {
      if (call === 'before set') throw new PasswordRejected('the model account', 'it wants more digits');
    };
    await expect(rotate('T1')).rejects.toMatchObject({ code: 'password-rejected', aftermath: 'untouched' });
    expect(store.stagesOf(secret).versions).toHaveLength(4);
    service.onCall = () => {};
    expect(await rotate('T2')).toMatchObject({ Outcome: 'rotated' });
  });

  it('changes nothing where two others came before its lock, the second of which made the first version current again', async () => {
    const { rotate, run, store, service } = engine({ slots: 1 });
    const type = modelType(service);
    let looks = 0;
    const late = run(
      { operation: 'rotate', secret, token: version('T2') },
      {
        type: {
          ...type,
          open: async (access) => {
            looks += 1;
            if (looks === 1) await rotate('T1');
            else
              service.onCall = async (call) => {
                if (call !== 'after open') return;
                service.onCall = () => {};
                store.label(secret, 'pending', version('v0'));
                await rotate();
              };
            return type.open(access);
          },
        },
      },
    );
    expect(await late).toMatchObject({ Outcome: 'superseded' });
    expect(looks).toBe(2);
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', previous: 'T1', pending: undefined });
    expect(service.log.filter((line) => line === 'set')).toHaveLength(2);
  });
});
