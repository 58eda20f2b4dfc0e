import { describe, expect, it } from 'vitest';
import { access } from '../../../../shared/engine/rotation/access.ts';
import { noConfiguration } from '../../../../shared/engine/rotation/configuration.ts';
import { Busy, LoginBlocked, StoreFailed, Unreachable } from '../../../../shared/engine/rotation/errors.ts';
import type { Ports } from '../../../../shared/engine/rotation/ports.ts';
import { seal } from '../../../../shared/engine/rotation/sealed-state.ts';
import { SecretId, VersionId } from '../../../../shared/engine/rotation/store.ts';
import type { Expected } from '../../../../shared/engine/rotation/stored-values.ts';
import { readSubject } from '../../../../shared/engine/rotation/subject.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import { ModelService, type ModelValue, modelType } from '../../../support/engine/model-service.ts';
import { configurationOf } from '../../../support/stand/said-of-secrets.ts';

const version = (text: string) => VersionId.parse(text);
const model = (password: string): ModelValue => ({ host: 'model', password });
const admin = SecretId.parse('Admin');

/** What a type is given, in the middle of a second rotation: T1 is current, v0 is previous, T2 is pending. */
async function given(
  overrides: Partial<Ports<ModelValue>> = {},
  tags: Record<string, string> = {},
  configuration = noConfiguration,
) {
  const made = engine({ tags, configuration });
  await made.rotate('T1');
  await made.step('createSecret', 'T2');
  const ports = { ...made.ports, ...overrides };
  const reopen = async (id: string, password: string, expected: Expected = 'current') => {
    const current = { version: version(id), value: model(password) };
    return access(ports, await readSubject(ports, secret), current, {
      expected,
      contended: () => {},
      remark: () => {},
    });
  };
  const opened = await reopen('T1', 'model-value-1');
  made.store.calls.length = 0;
  return {
    ...made,
    reopen,
    access: opened,
    reads: () => made.store.calls.filter((call) => call === 'read').length,
  };
}

describe('what a type is told and tells', () => {
  it('is whether an emergency has begun since the current version', async () => {
    const { access, store } = await given();
    expect(await access.isSuspect()).toBe(false);
    await store.putPending(
      secret,
      version('emergency-E1'),
      new Sensitive('model-value-9'),
      new AbortController().signal,
    );
    expect(await access.isSuspect()).toBe(true);
  });

  it('may be of no interest to whoever asks', async () => {
    const { access } = await given();
    expect(() => {
      access.ended(1);
      access.disabled('an event');
    }).not.toThrow();
  });
});

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

describe('the state that a service keeps', () => {
  const sealedElsewhere = seal('kept', {
    secret: SecretId.parse('Other'),
    version: version('T1'),
    value: value('model-value-1'),
  });

  it('is read anew each time', async () => {
    const { access } = await given();
    expect(await access.readState('current-or-previous')).toBeUndefined();
    await access.saveState('one');
    expect(await access.readState('current-or-previous')).toBe('one');
    await access.saveState('two');
    expect(await access.readState('current-or-previous')).toBe('two');
    expect(await access.readState('current')).toBe('two');
  });

  it('is written with the record of a promotion where that is soon enough', async () => {
    const made = engine();
    const { type } = made.ports;
    const remembering: typeof type = {
      ...type,
      open: (access) => {
        access.remember('kept', version('v0'), access.current);
        return type.open(access);
      },
    };
    await made.run({ operation: 'rotate', secret }, { type: remembering });
    expect(made.store.tagsOf(secret)['rotation:state']).toMatch(/^kept\/mac=[\w-]{22}$/);
    expect(made.store.calls).not.toContain('note');
  });

  it('is read as long as the version that sealed it has a stage, and no longer', async () => {
    const { access, rotate, reopen } = await given();
    await access.saveState('kept');
    await rotate('T2');
    const next = await reopen('T2', 'model-value-2');
    expect(await next.readState('current-or-previous')).toBe('kept');
    expect(await next.readState('current')).toBeUndefined();
    await rotate('T3');
    expect(await (await reopen('T3', 'model-value-3')).readState('current-or-previous')).toBeUndefined();
  });

  it('is read under the version before, however that was written by hand', async () => {
    const made = engine();
    const written = new Sensitive('{ "password": "first",\n  "host": "model" }');
    const tags = { 'rotation:type': 'model' };
    made.store.plant(secret, { version: version('v0'), value: written, tags });
    const { type } = made.ports;
    const open: typeof type.open = (access) => {
      access.remember('kept', version('v0'), access.current);
      return type.open(access);
    };
    const token = version('T1');
    await made.run({ operation: 'rotate', secret, token }, { type: { ...type, open } });
    const current = { version: token, value: model('model-value-1') };
    const subject = await readSubject(made.ports, secret);
    const after = access(made.ports, subject, current, {
      expected: 'current',
      contended: () => {},
      remark: () => {},
    });
    expect(await after.readState('current-or-previous')).toBe('kept');
  });

  it('is looked for under no version where there is none', async () => {
    const { access, store } = await given();
    expect(await access.readState('current-or-previous')).toBeUndefined();
    expect(store.calls).toEqual(['describe']);
  });

  it('is looked for once under the version before, where there is one, and never twice under the current one', async () => {
    const { access, store, reads } = await given();
    store.tag(secret, { 'rotation:state': sealedElsewhere });
    expect(await access.readState('current-or-previous')).toBeUndefined();
    expect(reads()).toBe(1);
    store.label(secret, 'previous', undefined);
    expect(await access.readState('current-or-previous')).toBeUndefined();
    expect(reads()).toBe(1);
  });

  it('is read under the version before, also where another one was promoted meanwhile', async () => {
    const { access, reopen, store } = await given();
    await (await reopen('v0', 'first')).saveState('kept');
    store.label(secret, 'current', version('T2'));
    expect(await access.readState('current-or-previous')).toBe('kept');
  });

  it('is not there where the version before is malformed', async () => {
    const { access, store } = await given();
    store.tag(secret, { 'rotation:state': sealedElsewhere });
    store.overwrite(secret, version('v0'), new Sensitive('{}'));
    expect(await access.readState('current-or-previous')).toBeUndefined();
  });

  it('is not said to be absent where the version before is not understood because of a bug', async () => {
    const { access, store } = await given();
    store.tag(secret, { 'rotation:state': sealedElsewhere });
    store.overwrite(secret, version('v0'), new Sensitive('no JSON, which the model takes for granted'));
    await expect(access.readState('current-or-previous')).rejects.toThrow(SyntaxError);
  });

  it('is not there where a stranger wrote it, or took it from another secret', async () => {
    const { access, store } = await given();
    await access.saveState('kept');
    const own = store.tagsOf(secret)['rotation:state'] ?? '';
    for (const state of ['kept', own.slice(0, -1), own.replace('kept', 'more'), sealedElsewhere]) {
      await store.saveState(secret, state, new AbortController().signal);
      expect(await access.readState('current-or-previous'), state).toBeUndefined();
    }
    await store.saveState(secret, own, new AbortController().signal);
    expect(await access.readState('current-or-previous')).toBe('kept');
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

it('sessions that were ended are told to who counts them, and need be told to nobody', async () => {
  const heard: number[] = [];
  const { access } = await given({ ended: (sessions) => heard.push(sessions) });
  access.ended(3);
  expect(heard).toEqual([3]);
  (await given()).access.ended(3);
  expect(heard).toEqual([3]);
});

describe('who may be helped', () => {
  const asked = (answers: readonly boolean[]) => {
    const tried: string[] = [];
    const left = [...answers];
    const opens = async ({ password }: ModelValue) => {
      tried.push(password);
      return left.shift() ?? false;
    };
    return { tried, opens };
  };

  it('is shown by the current value, and no other one is tried', async () => {
    const { access, reads } = await given();
    const { tried, opens } = asked([true]);
    expect((await access.holder(opens)).value).toEqual(model('model-value-1'));
    expect([tried, reads()]).toEqual([['model-value-1'], 0]);
  });

  it('is shown by the pending value, then by the previous one, where the current one is refused', async () => {
    const { access } = await given();
    const { tried, opens } = asked([false, false, true]);
    expect((await access.holder(opens)).value).toEqual(model('first'));
    expect(tried).toEqual(['model-value-1', 'model-value-2', 'first']);
  });

  it('is nobody where no stored value opens the service, each of which was tried once', async () => {
    const { access } = await given();
    const { tried, opens } = asked([]);
    await expect(access.holder(opens)).rejects.toMatchObject({
      code: 'refused',
      aftermath: 'untouched',
      message: expect.stringContaining(`rotator verify ${secret} --repair`),
    });
    expect(tried).toHaveLength(3);
  });

  it('is not asked twice with one value that two versions hold', async () => {
    const { store, reopen } = await given();
    await store.putPending(secret, version('T2b'), value('model-value-1'), new AbortController().signal);
    const { tried, opens } = asked([]);
    await expect((await reopen('T1', 'model-value-1')).holder(opens)).rejects.toMatchObject({
      code: 'refused',
    });
    expect(tried).toEqual(['model-value-1', 'first']);
  });

  it('is whom an operator names, with no login; who names another one has to be shown to hold it', async () => {
    const { tried, opens } = asked([]);
    const { access } = await given({ account: 'model' });
    expect((await access.holder(opens)).value).toBeUndefined();
    const other = await given({ account: 'another' });
    await expect(other.access.holder(opens)).rejects.toMatchObject({
      code: 'refused',
      message: `the request names an account other than that of ${secret}, which names model.`,
    });
    expect(tried).toEqual(['model-value-1', 'model-value-2', 'first']);
  });

  it('is nobody where the type knows no account, and none was named', async () => {
    const { account: _, ...nameless } = modelType(new ModelService([], 2));
    const { access } = await given({ type: nameless });
    const { tried, opens } = asked([]);
    await expect(access.holder(opens)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('logs in as its account'),
    });
    expect(tried).toHaveLength(3);
  });

  it.each<[string, readonly string[] | undefined, readonly string[]]>([
    ['the value that was set, where one is accepted', ['model'], ['model-value-2', 'model-value-1', 'first']],
    ['the current value, where two are', ['another'], ['model-value-1', 'model-value-2', 'first']],
    ['the current value, where that is not known', undefined, ['model-value-1', 'model-value-2', 'first']],
  ])('is shown first by %s', async (_, endPrevious, order) => {
    const plain = modelType(new ModelService([], 2));
    const type = { ...plain, ...(endPrevious && { endPrevious }) };
    const { reopen } = await given({ type }, { 'rotation:strategy': 'model' });
    const { tried, opens } = asked([]);
    const access = await reopen('T1', 'model-value-1', 'pending');
    await expect(access.holder(opens)).rejects.toMatchObject({ code: 'refused' });
    expect(tried).toEqual(order);
  });

  const full = () => new Busy('the model', 'every place is taken');
  const locked = () => new LoginBlocked('the model account', 'the model', 'it is locked', 'Unlock it');
  const silent = () => new Unreachable('the model', 'no answer');

  it.each([
    ['is not waited for in an emergency', full, true, 'no stored value'],
    ['is waited for while every place is taken', full, false, 'every place is taken'],
    ['is nobody in an emergency, where the account is locked', locked, true, 'no stored value'],
    ['is let in first, where the account is locked', locked, false, 'it is locked'],
    ['is not said to be nobody in an emergency, where nothing answers', silent, true, 'no answer'],
  ])('%s', async (_, error, emergency, told) => {
    const { access } = await given({ emergency });
    await expect(access.holder(() => Promise.reject(error()))).rejects.toThrow(told);
  });

  it('is shown by no value of another server, which is not tried', async () => {
    const { store, reopen } = await given();
    const elsewhere = new Sensitive(JSON.stringify({ host: 'elsewhere', password: 'first' }));
    await store.putPending(secret, version('w0'), elsewhere, new AbortController().signal);
    store.label(secret, 'previous', version('w0'));
    const { tried, opens } = asked([]);
    await expect((await reopen('T1', 'model-value-1')).holder(opens)).rejects.toMatchObject({
      code: 'refused',
    });
    expect(tried).toEqual(['model-value-1']);
  });
});

describe('the admin secret', () => {
  const named = { 'rotation:admin-secret': admin };

  it('is not there where the policy names none', async () => {
    expect((await given()).access).not.toHaveProperty('admin');
  });

  it('is read when it is asked for', async () => {
    const { access, store } = await given({}, named);
    store.plant(admin, { version: version('a0'), value: value('of-the-admin') });
    const holder = await access.holder(async () => true);
    expect(store.calls).toEqual([]);
    expect(await access.admin?.(holder)).toEqual(model('of-the-admin'));
  });

  it('is named as the one that is missing', async () => {
    const { access } = await given({}, named);
    const holder = await access.holder(async () => true);
    await expect(access.admin?.(holder)).rejects.toMatchObject({
      code: 'secret-not-found',
      message: 'the admin secret Admin does not exist in this account and region.',
    });
  });

  it('is not called missing when the store does not answer', async () => {
    const { access, service } = await given({}, named);
    const holder = await access.holder(async () => true);
    service.onCall = () => {
      throw new StoreFailed('GetSecretValue', admin, 'no answer');
    };
    await expect(access.admin?.(holder)).rejects.toMatchObject({ code: 'store-failed' });
  });
});

describe('the key of a receiver', () => {
  const hook = SecretId.parse('HookKey');
  const receiver = { address: 'https://hooks.example.com/', key: hook, secrets: ['*'] };
  const configuration = configurationOf({ webhooks: { hook: receiver } });
  const named = { 'rotation:webhook': 'hook' };

  it('is not there where the policy names no receiver', async () => {
    expect((await given({}, {}, configuration)).access).not.toHaveProperty('receiverKey');
  });

  it('is read when it is asked for, from the secret that the configuration names', async () => {
    const { access, store } = await given({}, named, configuration);
    store.plant(hook, { version: version('k0'), value: value('of-the-receiver') });
    expect(store.calls).toEqual([]);
    expect(await access.receiverKey?.()).toEqual(model('of-the-receiver'));
  });

  it('is named as the one that is missing', async () => {
    const { access } = await given({}, named, configuration);
    await expect(access.receiverKey?.()).rejects.toThrow('the key of the webhook HookKey does not exist');
  });
});
