import { describe, expect, it } from 'vitest';
import { Busy, PasswordRejected, Unreachable } from '../../../../shared/engine/rotation/errors.ts';
import { Step } from '../../../../shared/engine/rotation/result.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';

const version = (text: string) => VersionId.parse(text);
const steps = Step.options;

describe('the four steps, one by one', () => {
  it('end where a whole rotation ends', async () => {
    const { step, store, service } = engine();
    for (const name of steps)
      expect(await step(name, 'T1')).toMatchObject({ Outcome: 'step-done', VersionId: 'T1' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0', pending: undefined });
    expect(service.log).not.toContain('refused login');
  });

  it('are never refused a login, even where the service accepts one value at once', async () => {
    const { step, service } = engine({ slots: 1 });
    for (const name of steps) await step(name, 'T1');
    expect(service.log.filter((line) => line !== 'set')).toEqual(Array(6).fill('login'));
  });

  it.each(steps)('may each be run twice: %s', async (twice) => {
    const { step, store, service } = engine();
    for (const name of steps) {
      await step(name, 'T1');
      if (name === twice) await step(name, 'T1');
    }
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0', pending: undefined });
    expect(service.log.filter((line) => line === 'set')).toHaveLength(1);
    expect(store.stagesOf(secret).versions).toHaveLength(2);
  });

  it.each(steps)('may each arrive again after the end: %s', async (late) => {
    const { step, store } = engine();
    for (const name of steps) await step(name, 'T1');
    const before = store.stagesOf(secret);
    expect(await step(late, 'T1')).toMatchObject({ Outcome: 'already-current', Steps: [] });
    expect(store.stagesOf(secret)).toEqual(before);
  });

  it('keep the stored value when creating is retried', async () => {
    const { step, store } = engine();
    await step('createSecret', 'T1');
    const stored = store.valueOf(secret, version('T1'));
    expect((await step('createSecret', 'T1')).Steps).toMatchObject([{ Outcome: 'kept' }]);
    expect(store.valueOf(secret, version('T1')).equals(stored)).toBe(true);
    expect(store.calls.filter((call) => call === 'putPending')).toHaveLength(1);
  });

  it('carry a value that is pending already over to the version that is named', async () => {
    const { step, store } = engine();
    await step('createSecret', 'T1');
    await step('setSecret', 'T1');
    await step('createSecret', 'T2');
    expect(store.stagesOf(secret).pending).toBe('T2');
    expect(store.valueOf(secret, version('T2')).equals(store.valueOf(secret, version('T1')))).toBe(true);
    await step('finishSecret', 'T2');
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'v0' });
  });
});

describe('a lone setSecret', () => {
  it('has touched nothing where the version cannot be read', async () => {
    const { step, service } = engine();
    await step('createSecret', 'T1');
    service.onCall = (call) => {
      if (call === 'before read') throw new Unreachable('KMS', 'no answer');
    };
    await expect(step('setSecret', 'T1')).rejects.toMatchObject({
      code: 'unreachable',
      aftermath: 'untouched',
    });
  });

  it('takes the pending stage off a value that the service turns down, so that the next one is another', async () => {
    const { step, store, service } = engine();
    await step('createSecret', 'T1');
    service.onCall = (call) => {
      if (call === 'before set') throw new PasswordRejected('the model account', 'it wants more digits');
    };
    await expect(step('setSecret', 'T1')).rejects.toMatchObject({ code: 'password-rejected' });
    expect(store.stagesOf(secret).pending).toBeUndefined();
    service.onCall = () => {};
    for (const name of steps) await step(name, 'T2');
    expect(service.accepted).toEqual(['model-value-2', 'first']);
  });

  it('leaves the pending stage on a value that may have been set although no answer came', async () => {
    const { step, store, service } = engine();
    await step('createSecret', 'T1');
    service.onCall = (call) => {
      if (call === 'after set') throw new Unreachable('the model service', 'no answer');
    };
    await expect(step('setSecret', 'T1')).rejects.toMatchObject({ code: 'unreachable' });
    expect(store.stagesOf(secret).pending).toBe('T1');
  });
});

describe('a lone testSecret', () => {
  it('fails while the service refuses the pending value', async () => {
    const { step, store } = engine();
    await step('createSecret', 'T1');
    await expect(step('testSecret', 'T1')).rejects.toMatchObject({ code: 'refused' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'T1' });
  });
});

describe.each(['testSecret', 'finishSecret'] as const)('a lone %s that cannot prove the value', (name) => {
  it('tells that an earlier step has set it, and that is recorded whatever the reason', async () => {
    const { step, store, service } = engine();
    await step('createSecret', 'T1');
    await step('setSecret', 'T1');
    service.onCall = (call) => {
      if (call === 'before prove') throw new Busy('the model service', 'no place is free');
    };
    await expect(step(name, 'T1')).rejects.toMatchObject({ code: 'busy', aftermath: 'applied' });
    expect(store.tagsOf(secret)['rotation:status']).toMatch(/failures=0:busy@/);
  });
});

describe('a lone finishSecret', () => {
  it('is done already when the other of two deliveries promoted its version between reading and logging in', async () => {
    const { step, store, service } = engine({ slots: 1 });
    await step('createSecret', 'T1');
    await step('setSecret', 'T1');
    service.onCall = (call) => {
      if (call !== 'after readCurrent') return undefined;
      service.onCall = () => {};
      return step('finishSecret', 'T1');
    };
    expect(await step('finishSecret', 'T1')).toMatchObject({ Outcome: 'already-current' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0', pending: undefined });
  });

  it('proves the value before it promotes it', async () => {
    const { step, store, service } = engine();
    await step('createSecret', 'T1');
    await expect(step('finishSecret', 'T1')).rejects.toMatchObject({ code: 'refused' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'T1' });
    await step('setSecret', 'T1');
    const logins = service.log.length;
    await step('finishSecret', 'T1');
    expect(service.log.slice(logins)).toEqual(['login', 'login']);
    expect(store.stagesOf(secret).current).toBe('T1');
  });
});

describe('a label that a crash left on the current version', () => {
  const left = async () => {
    const made = engine();
    await made.rotate('T1');
    made.store.label(secret, 'pending', version('T1'));
    return made;
  };

  it('is taken off by a finishSecret of that version', async () => {
    const { step, store } = await left();
    expect(await step('finishSecret', 'T1')).toMatchObject({ Outcome: 'already-current' });
    expect(store.stagesOf(secret).pending).toBeUndefined();
  });

  it.each(['createSecret', 'setSecret', 'testSecret'] as const)(
    'is not touched by a late %s',
    async (name) => {
      const { step, store } = await left();
      expect(await step(name, 'T1')).toMatchObject({ Outcome: 'already-current' });
      expect(store.stagesOf(secret).pending).toBe('T1');
    },
  );
});

describe('a lone createSecret', () => {
  it('is superseded once a later rotation is done', async () => {
    const { step, rotate, store } = engine();
    await rotate('T1');
    await rotate('T2');
    await expect(step('createSecret', 'T1')).rejects.toMatchObject({ code: 'superseded' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'T1', pending: undefined });
  });

  it('carries nothing over to a version that somebody else has stored and given up', async () => {
    const { step, service, store } = engine();
    await step('createSecret', 'T1');
    service.onCall = (call) => {
      if (call === 'before putPending') store.overwrite(secret, version('T2'), value('theirs'));
    };
    await expect(step('createSecret', 'T2')).rejects.toMatchObject({ code: 'superseded' });
    expect(store.stagesOf(secret).pending).toBe('T1');
  });
});

describe.each(['setSecret', 'testSecret', 'finishSecret'] as const)('%s', (name) => {
  it('is refused for a version that does not exist', async () => {
    const { step, store, service } = engine();
    await expect(step(name, 'T1')).rejects.toMatchObject({ code: 'stage-conflict', aftermath: 'untouched' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: undefined });
    expect(service.accepted).toEqual(['first']);
  });

  it('is refused while another version is pending', async () => {
    const { step, store } = engine();
    await step('createSecret', 'T1');
    await expect(step(name, 'T2')).rejects.toMatchObject({
      code: 'stage-conflict',
      message: expect.stringContaining('T1'),
    });
    expect(store.stagesOf(secret).pending).toBe('T1');
  });

  it('is superseded once another rotation took the pending stage', async () => {
    const { step, service } = engine();
    await step('createSecret', 'T1');
    await step('createSecret', 'T2');
    await expect(step(name, 'T1')).rejects.toMatchObject({ code: 'superseded' });
    expect(service.accepted).toEqual(['first']);
  });

  it('is superseded once a later rotation is done', async () => {
    const { step, rotate, service } = engine();
    await rotate('T1');
    await rotate('T2');
    const accepted = [...service.accepted];
    await expect(step(name, 'T1')).rejects.toMatchObject({ code: 'superseded' });
    expect(service.accepted).toEqual(accepted);
  });
});
