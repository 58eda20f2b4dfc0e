import { describe, expect, it } from 'vitest';
import { access } from '../../shared/rotation/access.ts';
import { StoreFailed } from '../../shared/rotation/errors.ts';
import type { Ports } from '../../shared/rotation/ports.ts';
import { SecretId, VersionId } from '../../shared/rotation/store.ts';
import { readSubject } from '../../shared/rotation/subject.ts';
import { engine, secret, value } from './engine.ts';
import type { ModelValue } from './model-service.ts';

const version = (text: string) => VersionId.parse(text);
const model = (password: string): ModelValue => ({ host: 'model', password });
const admin = SecretId.parse('Admin');

/** What a type is given, in the middle of a second rotation: T1 is current, v0 is previous, T2 is pending. */
async function given(overrides: Partial<Ports<ModelValue>> = {}, tags: Record<string, string> = {}) {
  const made = engine({ tags });
  await made.rotate('T1');
  await made.step('createSecret', 'T2');
  const ports = { ...made.ports, ...overrides };
  const subject = await readSubject(ports, secret);
  const current = { version: version('T1'), value: model('model-value-1') };
  made.store.calls.length = 0;
  return {
    ...made,
    access: access(ports, subject, current, { expected: 'current', contended: () => {} }),
    reads: () => made.store.calls.filter((call) => call === 'read').length,
  };
}

describe('the other values a type may ask for', () => {
  it('are read once each, and only when they are asked for', async () => {
    const { access, store, reads } = await given();
    expect(store.calls).toEqual([]);
    for (const _ of ['once', 'twice']) {
      expect(await access.pending()).toEqual(model('model-value-2'));
      expect(await access.previous()).toEqual(model('first'));
    }
    expect(reads()).toBe(2);
  });

  it('are none where no version has the stage', async () => {
    const { access, store, reads } = await given();
    store.label(secret, 'pending', undefined);
    expect(await access.pending()).toBeUndefined();
    expect(reads()).toBe(0);
  });

  it('are none where the current version has the stage, as its value is known to be refused', async () => {
    const { access, store } = await given();
    store.label(secret, 'pending', version('T1'));
    expect(await access.pending()).toBeUndefined();
  });
});

describe('the values as they stand at this moment', () => {
  it('are those of all three stages, of which the current one need not be read', async () => {
    const { access, reads } = await given();
    expect(await access.staged()).toEqual({
      current: model('model-value-1'),
      pending: model('model-value-2'),
      previous: model('first'),
    });
    expect(reads()).toBe(2);
  });

  it('are read anew each time, as another rotation may have been here', async () => {
    const { access, store } = await given();
    await access.staged();
    store.label(secret, 'previous', version('T1'));
    store.label(secret, 'current', version('T2'));
    store.label(secret, 'pending', undefined);
    expect(await access.staged()).toEqual({
      current: model('model-value-2'),
      pending: undefined,
      previous: model('model-value-1'),
    });
  });
});

describe('the note of a service', () => {
  it('is read anew each time', async () => {
    const { access } = await given();
    expect(await access.readNote()).toBeUndefined();
    await access.note('one');
    expect(await access.readNote()).toBe('one');
    await access.note('two');
    expect(await access.readNote()).toBe('two');
  });

  it('is written with the record of a promotion where that is soon enough', async () => {
    const made = engine();
    const { type } = made.ports;
    const remembering: typeof type = {
      ...type,
      open: (access) => {
        access.remember('kept');
        return type.open(access);
      },
    };
    await made.run({ operation: 'rotate', secret }, { type: remembering });
    expect(made.store.tagsOf(secret)['rotation:note']).toBe('kept');
    expect(made.store.calls).not.toContain('note');
  });
});

it.each([
  [undefined, false],
  [false, false],
  [true, true],
])('an emergency is told where one is asked for: %s', async (emergency, told) => {
  const { access } = await given(emergency === undefined ? {} : { emergency });
  expect(access.emergency).toBe(told);
});

describe('the admin secret', () => {
  const named = { 'rotation:admin-secret': admin };

  it('is not there where the policy names none', async () => {
    expect((await given()).access).not.toHaveProperty('admin');
  });

  it('is read when it is asked for', async () => {
    const { access, store } = await given({}, named);
    store.plant(admin, { version: version('a0'), value: value('of-the-admin') });
    expect(store.calls).toEqual([]);
    expect(await access.admin?.()).toEqual(model('of-the-admin'));
  });

  it('is named as the one that is missing', async () => {
    const { access } = await given({}, named);
    await expect(access.admin?.()).rejects.toMatchObject({
      code: 'secret-not-found',
      message: 'the admin secret Admin does not exist in this account and region.',
    });
  });

  it('is not called missing when the store does not answer', async () => {
    const { access, service } = await given({}, named);
    service.onCall = () => {
      throw new StoreFailed('GetSecretValue', admin, 'no answer');
    };
    await expect(access.admin?.()).rejects.toMatchObject({ code: 'store-failed' });
  });
});
