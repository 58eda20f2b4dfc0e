import { describe, expect, it } from 'vitest';
import type { Ports } from '../../../../shared/engine/rotation/ports.ts';
import { RotationSession } from '../../../../shared/engine/rotation/rotation-session.ts';
import { findHolding } from '../../../../shared/engine/rotation/shared-account.ts';
import { placeDigest } from '../../../../shared/engine/rotation/status.ts';
import { SecretId, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { readSubject } from '../../../../shared/engine/rotation/subject.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import type { ModelValue } from '../../../support/engine/model-service.ts';

const others = ['one', 'two', 'three', 'four'].map((name) => SecretId.parse(name));
const [one, two, three] = others;
const v0 = VersionId.parse('v0');

interface Given {
  /** Passwords that other secrets hold. */
  readonly held?: readonly string[];
  readonly status?: string;
  readonly located?: boolean;
}

/** A secret beside others whose status says that they are at the same place. */
function begin({ held = ['first'], status = 'failures=0', located = true }: Given = {}) {
  const made = engine({ tags: { 'rotation:status': status } });
  const asked: unknown[] = [];
  const tried: string[] = [];
  const signals: AbortSignal[] = [];
  for (const [index, password] of held.entries()) {
    const other = others[index];
    if (other) made.store.plant(other, { version: v0, value: value(password), tags: {} });
  }
  const { type } = made.ports;
  const beside: Partial<Ports<ModelValue>> = {
    neighbours: async (...question) => {
      asked.push(question.slice(0, 2));
      return others.slice(0, held.length);
    },
    type: {
      ...type,
      sameCredential: (one, other) => one.password === other.password,
      open: async (access) => {
        if (located) access.located('the server', ['app', 'app_rt']);
        const service = await type.open(access);
        return {
          ...service,
          account: {
            isNamedBy: async ({ password }) => password !== 'of-another',
            isOpenedBy: async ({ host, password }, signal) => {
              tried.push(password);
              signals.push(signal);
              if (password === 'silent') throw new TypeError('what no list of answers has');
              return host === 'model' && made.service.accepted.includes(password);
            },
          },
        };
      },
    },
  };
  return {
    ...made,
    asked,
    tried,
    signals,
    everything: { ...made.ports, ...beside },
    timer: (overrides: Partial<Ports<ModelValue>> = {}) =>
      made.run({ operation: 'rotate', secret, scheduled: true }, { ...beside, ...overrides }),
    orchestrator: () =>
      made.run({ operation: 'step', step: 'createSecret', secret, token: VersionId.parse('T1') }, beside),
    operator: () => made.run({ operation: 'rotate', secret }, beside),
    emergency: () => made.run({ operation: 'rotate', secret }, { ...beside, emergency: true }),
    status: () => made.store.tagsOf(secret)['rotation:status'],
  };
}

const place = placeDigest('the server', 'app');
const told = (events: ReturnType<typeof begin>['events']) =>
  events.flatMap((event) => (event.event === 'failed' ? [event.code, event.aftermath, event.failures] : []));

describe('a secret whose account another one holds, too', () => {
  it('is held back from timers, and nothing is made', async () => {
    const { timer, store, service, events, status } = begin();
    const before = [store.stagesOf(secret), service.accepted];
    expect(await timer()).toMatchObject({
      Outcome: 'held-back',
      Reason: expect.stringContaining(`the account of ${secret} is also in ${one}`),
      Steps: [],
    });
    expect([store.stagesOf(secret), service.accepted]).toEqual(before);
    expect(told(events)).toEqual(['account-shared', 'untouched', 0]);
    expect(status()).toMatch(new RegExp(`^at=${place}/failures=0:account-shared@2023`));
  });

  it('is found without a login where the values are the same, and else by one', async () => {
    const { timer, tried, service } = begin({ held: ['first', 'older'] });
    service.accepted.push('older');
    expect(await timer()).toMatchObject({ Reason: expect.stringContaining(`also in ${one}, ${two}`) });
    expect(tried).toEqual(['older']);
  });

  it('is told of once, until it was rotated', async () => {
    const { timer, operator, events } = begin();
    await timer();
    await timer();
    expect(told(events)).toHaveLength(3);
    await operator();
    await timer();
    expect(told(events)).toHaveLength(6);
  });

  it('keeps the count of its failures', async () => {
    const { timer, status } = begin({ status: 'failures=2:unreachable@2023-11-01T00:00:00Z' });
    await timer();
    expect(status()).toMatch(/failures=2:account-shared@/);
  });

  it('is rotated by an operator, who is told before and after', async () => {
    const { operator, events, tried } = begin({ held: ['first', 'of-another', 'changed by hand'] });
    expect(await operator()).toMatchObject({ Outcome: 'rotated', SharedWith: [one, three] });
    const names = events.map(({ event }) => event);
    expect(events).toContainEqual({ event: 'account-shared', secret, others: [one, three] });
    expect(names.indexOf('account-shared')).toBeLessThan(names.indexOf('promoted'));
    expect(tried).toEqual([]);
  });

  it('is rotated in an emergency, and nobody is asked', async () => {
    const { emergency, asked } = begin();
    expect(await emergency()).not.toHaveProperty('SharedWith');
    expect(asked).toEqual([]);
  });

  it('is held back from an orchestrator, which makes no new version, and that is said once', async () => {
    const { orchestrator, events, store, status } = begin();
    for (const _ of ['once', 'twice'])
      await expect(orchestrator()).rejects.toMatchObject({
        code: 'account-shared',
        aftermath: 'untouched',
      });
    expect(store.stagesOf(secret)).toMatchObject({ pending: undefined });
    expect(told(events)).toEqual(['account-shared', 'untouched', 0]);
    expect(status()).toMatch(/failures=0:account-shared@/);
  });

  it('is gone on with, once a rotation of it has begun', async () => {
    const { timer, store, asked } = begin();
    store.overwrite(secret, VersionId.parse('half-done'), value('half-done'));
    store.label(secret, 'pending', VersionId.parse('half-done'));
    expect(await timer()).toMatchObject({ Outcome: 'rotated', VersionId: 'half-done' });
    expect(asked).toEqual([]);
  });
});

describe('a secret that seems to share its account', () => {
  it('is rotated where the others do not log in, cannot be read, or do not answer', async () => {
    const { timer, asked, tried } = begin({ held: ['other', 'silent', 'of-another'] });
    const result = await timer();
    expect(tried).toEqual(['other', 'silent']);
    expect(result.Outcome).toBe('rotated');
    expect(result).not.toHaveProperty('SharedWith');
    expect(asked).toEqual([[secret, [place, placeDigest('the server', 'app_rt')]]]);
  });

  it('is rotated where another holds the same credential for another server', async () => {
    const { timer, store, tried } = begin();
    const elsewhere = new Sensitive(JSON.stringify({ host: 'elsewhere', password: 'first' }));
    store.plant(SecretId.parse('one'), { version: v0, value: elsewhere });
    expect((await timer()).Outcome).toBe('rotated');
    expect(tried).toHaveLength(1);
  });

  it('waits for the server of another as long as for its own, or a few seconds where it can', async () => {
    const { timer, signals, ports } = begin({ held: ['other'] });
    await timer();
    expect(signals.pop()).toBe(ports.signal);
    const { signal } = new AbortController();
    let ended = 0;
    const end = () => {
      ended += 1;
    };
    await timer({ soon: () => ({ signal, [Symbol.dispose]: end }) });
    expect(signals.pop()).toBe(signal);
    expect(ended).toBe(1);
  });

  it('looks at three others at most', async () => {
    const { timer } = begin({ held: ['other', 'other', 'other', 'first'] });
    expect((await timer()).Outcome).toBe('rotated');
    const { operator } = begin({ held: ['of-another', 'first', 'first', 'first'] });
    expect((await operator()).SharedWith).toEqual([two, three]);
  });

  it('asks nobody where it is not known where the account is', async () => {
    const { timer, asked } = begin({ located: false });
    expect((await timer()).Outcome).toBe('rotated');
    expect(asked).toEqual([]);
  });

  it('is not looked at where nobody can be asked, or two may share an account', async () => {
    const { run, ports } = begin();
    const request = { operation: 'rotate', secret, scheduled: true } as const;
    expect((await run(request)).Outcome).toBe('rotated');
    const neighbours = async () => expect.unreachable('nobody is to be asked');
    const open: typeof ports.type.open = async (access) => {
      access.located('the server', ['app']);
      return ports.type.open(access);
    };
    expect((await run(request, { neighbours, type: { ...ports.type, open } })).Outcome).toBe('rotated');
  });
});

it('a previous value is found in another secret that holds it, and nobody logs in with it', async () => {
  const { everything, tried } = begin({ held: ['other', 'older'] });
  const subject = await readSubject(everything, secret);
  await using session = await RotationSession.open(everything, subject);
  expect(await findHolding(session, subject, { host: 'model', password: 'older' })).toEqual([two]);
  expect(tried).toEqual([]);
});

describe('the place of an account', () => {
  it('is kept beside whatever else is recorded, also where nothing was opened', async () => {
    const { operator, run, status } = begin({ held: [] });
    await operator();
    expect(status()).toContain(`/at=${place}/`);
    await run({ operation: 'rotate', secret });
    expect(status()).toContain(`/at=${place}/`);
  });

  it('differs by server and account, each in whole', () => {
    const places = [
      placeDigest('a', 'bc'),
      placeDigest('ab', 'c'),
      placeDigest('a', 'b'),
      placeDigest('b', 'a'),
    ];
    expect(new Set(places).size).toBe(4);
    for (const one of places) expect(one).toMatch(/^[a-z0-9]{5}$/);
  });
});
