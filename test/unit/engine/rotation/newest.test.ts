import { describe, expect, it } from 'vitest';
import { Refused, RightsDiffer, Unreachable } from '../../../../shared/engine/rotation/errors.ts';
import { mend } from '../../../../shared/engine/rotation/mend.ts';
import {
  arrange,
  arrangeUnmoved,
  findAccepted,
  logsIn,
  madeAfter,
} from '../../../../shared/engine/rotation/newest.ts';
import type { Ports } from '../../../../shared/engine/rotation/ports.ts';
import { RotationSession } from '../../../../shared/engine/rotation/rotation-session.ts';
import type { RotationContext } from '../../../../shared/engine/rotation/service.ts';
import type { Stages, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { VersionId as Version } from '../../../../shared/engine/rotation/store.ts';
import { readSubject } from '../../../../shared/engine/rotation/subject.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import type { ModelValue } from '../../../support/engine/model-service.ts';

const v = (text: string) => Version.parse(text);
const of = (password: string): ModelValue => ({ host: 'model', password });
const known = { version: v('v0'), value: of('first') };

/** Versions after the first one, the last of them the newest, each with a value of its own. */
async function scene(...names: readonly string[]) {
  const made = engine({ previousFollowsCurrent: false });
  for (const name of names) made.store.overwrite(secret, v(name), value(`value-of-${name}`));
  const subject = await readSubject(made.ports, secret);
  made.store.calls.splice(0);
  return { ...made, subject };
}

const stagesOf = (stages: Partial<Stages>): Stages => ({
  current: v('v0'),
  currentSince: undefined,
  pending: undefined,
  previous: undefined,
  versions: [v('N2'), v('N1'), v('v0')],
  ...stages,
});

describe('the versions made after one', () => {
  it.each<[string, Partial<Stages>, string, string[]]>([
    ['are all before it in the list', {}, 'v0', ['N2', 'N1']],
    ['are none after the newest', {}, 'N2', []],
    ['are all where it is gone', {}, 'gone', ['N2', 'N1', 'v0']],
    ['are without the pending one', { pending: v('N2') }, 'v0', ['N1']],
    ['have the pending one that is current', { pending: v('N2'), current: v('N2') }, 'v0', ['N2', 'N1']],
  ])('%s', (_, stages, version, expected) => {
    expect(madeAfter(stagesOf(stages), v(version))).toEqual(expected);
  });
});

describe('a stored value', () => {
  const tried = async (check: NonNullable<Ports<ModelValue>['type']['check']> | undefined) => {
    const { ports, subject } = await scene();
    const { check: _, ...type } = ports.type;
    return logsIn({ ...ports, type: { ...type, ...(check && { check }) } }, subject, known, known);
  };
  const throwing = (error: Error) => async () => {
    throw error;
  };

  it('logs in where its type says that it is accepted, or that only its rights differ', async () => {
    expect(await tried(async () => 'accepted')).toBe(true);
    expect(await tried(throwing(new RightsDiffer('the account', ['one'])))).toBe(true);
  });

  it('does not where it is refused, or where nothing shows that it is not', async () => {
    expect(await tried(throwing(new Refused('the account', 'stored')))).toBe(false);
    expect(await tried(async () => 'nothing-to-try')).toBe(false);
    expect(await tried(undefined)).toBe(false);
  });

  it('is in doubt where it cannot be tried', async () => {
    await expect(tried(throwing(new Unreachable('the service', 'no answer')))).rejects.toThrow(Unreachable);
    await expect(tried(throwing(new TypeError('a bug')))).rejects.toThrow(TypeError);
  });

  it('is tried as the current one, by who waits for no lock', async () => {
    const given: RotationContext<ModelValue>[] = [];
    await tried(async (access) => {
      given.push(access);
      return 'accepted';
    });
    expect(given).toMatchObject([{ expected: 'current' }]);
    expect(() => given[0]?.contended()).not.toThrow();
    expect(() => given[0]?.remark('')).not.toThrow();
  });
});

describe('the first versions that log in', () => {
  const found = async (made: Awaited<ReturnType<typeof scene>>, ...versions: readonly string[]) => {
    const accepted = await findAccepted(made.ports, made.subject, known, versions.map(v));
    return accepted.map(({ version }) => version);
  };

  it('are those whose values are accepted', async () => {
    const made = await scene('N1', 'N2');
    made.service.accepted = ['value-of-N1', 'value-of-N2'];
    expect(await found(made, 'N2', 'N1')).toEqual(['N2', 'N1']);
    made.service.accepted = ['value-of-N1'];
    expect(await found(made, 'N2', 'N1')).toEqual(['N1']);
  });

  it('are sought without reading again the value that is known', async () => {
    const made = await scene();
    expect(await found(made, 'v0')).toEqual(['v0']);
    expect(made.store.calls).not.toContain('read');
  });

  it('are none that are malformed, gone or of another service, and those are not tried', async () => {
    const made = await scene('N1');
    made.store.overwrite(secret, v('N1'), new Sensitive('{}'));
    made.store.overwrite(secret, v('N2'), new Sensitive('{"host":"elsewhere","password":"first"}'));
    expect(await found(made, 'N1', 'gone')).toEqual([]);
    expect(await found(made, 'N2')).toEqual([]);
    expect(made.service.log).toEqual([]);
  });

  it('are not known where the store does not answer', async () => {
    const made = await scene('N1');
    made.service.onCall = (call) => {
      if (call === 'before read') throw new Unreachable('KMS', 'no answer');
    };
    await expect(found(made, 'N1')).rejects.toThrow(Unreachable);
  });
});

describe('stages that are arranged', () => {
  const arranged = async (stages: Partial<Stages>, ...accepted: readonly string[]) => {
    const made = await scene('N1', 'N2');
    for (const stage of ['current', 'pending', 'previous'] as const)
      if (stages[stage] !== undefined) made.store.label(secret, stage, stages[stage]);
    const versions = accepted.map((one) => ({ version: v(one), value: of(one) }));
    await arrange(made.ports, made.subject, stagesOf(stages), versions);
    const { current, pending, previous } = made.store.stagesOf(secret);
    const moves = made.store.calls.filter((call) => call.startsWith('move'));
    return { at: { current, pending, previous }, moves: moves.length, events: made.events };
  };

  it.each<[string, Partial<Stages>, string[], Partial<Stages>, number]>([
    ['with nothing that logs in', {}, [], { current: v('v0') }, 0],
    ['with the newest current, and no other one', { current: v('N2') }, ['N2'], { current: v('N2') }, 0],
    [
      'with the newest current and the other one previous',
      { current: v('N2'), previous: v('N1') },
      ['N2', 'N1'],
      { current: v('N2'), previous: v('N1') },
      0,
    ],
    [
      'with the newest current and another one previous',
      { current: v('N2'), previous: v('v0') },
      ['N2', 'N1'],
      { current: v('N2'), previous: v('N1') },
      1,
    ],
    [
      'with the other one pending',
      { pending: v('N1') },
      ['N2', 'N1'],
      { current: v('N2'), pending: v('N1'), previous: undefined },
      1,
    ],
    [
      'with one that logs in, and another one previous',
      { previous: v('N1') },
      ['N2'],
      { current: v('N2'), previous: v('N1') },
      1,
    ],
    [
      'with one that logs in, and others pending and previous',
      { pending: v('N1'), previous: v('v0') },
      ['N2'],
      { current: v('N2'), pending: v('N1'), previous: v('v0') },
      1,
    ],
    ['with one that logs in', {}, ['N2'], { current: v('N2'), previous: undefined }, 1],
    [
      'with the other one previous already',
      { previous: v('v0') },
      ['N2', 'v0'],
      { current: v('N2'), previous: v('v0') },
      1,
    ],
  ])('%s', async (_, stages, accepted, expected, moves) => {
    const end = await arranged(stages, ...accepted);
    expect(end.at).toMatchObject(expected);
    expect(end.moves).toBe(moves);
  });

  it('stay as they are where none is current', async () => {
    const { ports, subject, store } = await scene('N1');
    const none = { ...stagesOf({}), current: undefined };
    await arrange(ports, subject, none, [{ version: v('N1'), value: of('N1') }]);
    expect(store.calls).toEqual([]);
  });

  it('are told', async () => {
    const { events } = await arranged({}, 'N2');
    expect(events).toContainEqual({ secret, event: 'healed', version: 'N2', from: 'v0' });
  });

  it.each<[string, Partial<Record<'current' | 'pending', VersionId>>, boolean]>([
    ['are left to who has moved the current one', { current: v('N1') }, false],
    ['are left to who has put a pending one', { pending: v('N1') }, false],
    ['are moved where nobody has', {}, true],
  ])('%s', async (_, moved, expected) => {
    const { ports, subject, store } = await scene('N1', 'N2');
    const before = store.stagesOf(secret);
    if (moved.current) store.label(secret, 'current', moved.current);
    if (moved.pending) store.label(secret, 'pending', moved.pending);
    const accepted = [{ version: v('N2'), value: of('N2') }];
    expect(await arrangeUnmoved(ports, subject, before, accepted)).toBe(expected);
    expect(store.calls.some((call) => call.startsWith('move'))).toBe(expected);
  });
});

describe('who mends', () => {
  /** A pass that began when v0 was current, and what it finds afterwards. */
  const mended = async (
    stages: Partial<Record<'current' | 'pending' | 'previous', string>>,
    ...names: string[]
  ) => {
    const made = await scene();
    await using session = await RotationSession.open(made.ports, made.subject);
    for (const name of names) made.store.overwrite(secret, v(name), value(`value-of-${name}`));
    made.service.accepted = names.map((name) => `value-of-${name}`);
    for (const stage of ['current', 'pending', 'previous'] as const)
      if (stages[stage] !== undefined) made.store.label(secret, stage, v(stages[stage]));
    made.service.log.splice(0);
    made.store.calls.splice(0);
    const { current, pending, previous } = await mend(session);
    const read = made.store.calls.filter((call) => call === 'read').length;
    return { at: { current, pending, previous }, tried: made.service.log, read };
  };
  const nothing = { current: undefined, pending: undefined, previous: undefined };

  it('tries nothing where nothing was made since', async () => {
    expect(await mended({})).toEqual({ at: { ...nothing, current: 'v0' }, tried: [], read: 0 });
  });

  it('tries nothing where the newest one is current and the one before has its stage', async () => {
    expect((await mended({ current: 'N2', previous: 'N1' }, 'N1', 'N2')).tried).toEqual([]);
    expect((await mended({ current: 'N1', previous: 'v0' }, 'N1')).tried).toEqual([]);
  });

  it('reads no more than was made since', async () => {
    const tried = ['refused login', 'login'];
    expect(await mended({}, 'N1')).toMatchObject({ at: { current: 'N1' }, tried, read: 1 });
  });

  it('gives the one before its stage back', async () => {
    const { at } = await mended({ current: 'N2', previous: 'v0' }, 'N1', 'N2');
    expect(at).toEqual({ ...nothing, current: 'N2', previous: 'N1' });
  });

  it('leaves all to a rotation that is under way', async () => {
    const at = { current: 'v0', pending: 'N2', previous: undefined };
    expect(await mended({ pending: 'N2' }, 'N1', 'N2')).toEqual({ at, tried: [], read: 0 });
  });

  it('goes on beside a pending stage that was left on the current version', async () => {
    const { at } = await mended({ current: 'N1', pending: 'N1', previous: 'v0' }, 'N1', 'N2');
    expect(at).toEqual({ current: 'N2', pending: 'N1', previous: 'v0' });
  });
});
