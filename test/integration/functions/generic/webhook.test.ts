import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Switches } from '../../../../shared/sandbox/switches.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import type { SaidOfSecrets } from '../../../support/stand/said-of-secrets.ts';
import { key, type Reply } from '../../services/webhook/receiver.ts';
import { Interruption, Stopped } from './interruption.ts';
import { ModelWebhook } from './model-webhook.ts';
import { Scene } from './scene.ts';

let scene: Scene;
let hook: ModelWebhook;

beforeEach(async () => {
  scene = await Scene.start();
});
afterEach(async () => {
  await hook[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});

/** A secret whose first value the webhook accepts. */
async function plant(
  value = 'first',
  tags: Readonly<Record<string, string>> = {},
  { issues = false, dataType = 'text' as 'text' | 'binary' } = {},
): Promise<void> {
  hook = await ModelWebhook.start([value], issues);
  await scene.plant(value, { tags: await hook.tags(scene, tags), dataType });
}

const all = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

describe('a value that a webhook installs', () => {
  it('is set, tested and promoted by one call for each step', async () => {
    await plant();
    const result = await scene.rotate({ token: 'T1' });
    expect(result).toMatchObject({ Outcome: 'rotated', Strategy: 'webhook' });
    expect(result.WindowMs).toBeUndefined();
    expect(hook.steps).toEqual(all);
    expect(hook.accepted).toEqual(['first', await scene.text()]);
    expect(hook.requests[1]).toMatchObject({
      VersionId: 'T1',
      Value: await scene.text(),
      CurrentValue: 'first',
    });
    expect(hook.requests[3]).toMatchObject({ PreviousValue: 'first' });
  });

  it('is reported to have been refused for a while where the webhook does not keep the current one', async () => {
    await plant();
    hook.instead = ({ Step }) => (Step === 'testSecret' ? {} : { status: 204 });
    expect(await scene.rotate()).toMatchObject({ WindowMs: expect.any(Number) });
  });

  it('is sent with its whole text and its type', async () => {
    await plant('{"AccountName":"app","Token":"t"}', { fields: 'Token' });
    await scene.rotate();
    expect(hook.requests[1]).toMatchObject({
      Value: await scene.text(),
      CurrentValue: '{"AccountName":"app","Token":"t"}',
      SecretDataType: 'text',
    });
  });

  it('is rotated by single steps, each of which may come twice', async () => {
    await plant();
    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const) {
      await scene.rotate({ step, token: 'T1' });
      expect((await scene.rotate({ step, token: 'T1' })).Outcome).toMatch(/step-done|already-current/);
    }
    expect(await scene.stages()).toEqual({ ACSCurrent: 'T1', ACSPrevious: 'v0' });
    expect(hook.accepted).toEqual(['first', await scene.text()]);
  });

  it('is made anew under another version where the webhook rejects it', async () => {
    await plant();
    const rejected: (string | undefined)[] = [];
    hook.instead = ({ Step, Value }) => {
      if (Step !== 'setSecret' || rejected.length === 2) return undefined;
      rejected.push(Value);
      return { status: 422, body: { Code: 'password-rejected' } };
    };
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(rejected).not.toContain(await scene.text());
    expect(hook.accepted).toContain(await scene.text());
  });

  it.each<[string, string, Reply, object]>([
    [
      'a refused test',
      'testSecret',
      { status: 422, body: { Code: 'refused' } },
      { code: 'refused', aftermath: 'applied' },
    ],
    ['a test without an answer', 'testSecret', 'lost', { code: 'unreachable' }],
    [
      'a set that is refused',
      'setSecret',
      { status: 400, body: { Code: 'no-such-user' } },
      { code: 'refused', aftermath: 'untouched' },
    ],
    ['a set without an answer', 'setSecret', 'lost', { code: 'unreachable', aftermath: 'unknown' }],
    [
      'a redirect',
      'setSecret',
      { status: 302, headers: { location: 'http://127.0.0.1:1' } },
      { code: 'policy-malformed' },
    ],
    ['10 MB', 'testSecret', { body: 'x'.repeat(10_000_000) }, { code: 'unreachable' }],
    ['a value that nobody asked for', 'createSecret', { body: { Value: 'v' } }, { code: 'policy-malformed' }],
  ])('stays what it was after %s, and the next rotation goes on', async (_, step, reply, expected) => {
    await plant();
    hook.instead = ({ Step }) => (Step === step ? reply : undefined);
    await expect(scene.rotate()).rejects.toMatchObject(expected);
    expect(await scene.text()).toBe('first');
    expect(hook.accepted).toContain('first');
    hook.instead = () => undefined;
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(hook.accepted).toEqual(['first', await scene.text()]);
    expect(await scene.values()).toHaveLength(2);
  });

  it.each([
    ['busy', { status: 409, body: { Code: 'busy' } }, 'postponed'],
    ['superseded', { status: 409, body: { Code: 'superseded' } }, 'superseded'],
  ])('is left for later where the webhook says %s', async (_, reply, outcome) => {
    await plant();
    hook.instead = ({ Step }) => (Step === 'setSecret' ? reply : undefined);
    expect(await scene.rotate()).toMatchObject({ Outcome: outcome });
    expect(await scene.text()).toBe('first');
  });

  it('is accepted by the webhook in the end, whoever wins of two rotations at once', async () => {
    await plant();
    for (let round = 1; round <= (exhaustive ? 10 : 3); round += 1) {
      const both = await Promise.allSettled([
        scene.rotate({ token: `A-${round}` }),
        scene.rotate({ token: `B-${round}` }),
      ]);
      const ends = both.map((one) => (one.status === 'fulfilled' ? one.value.Outcome : one.reason.code));
      expect(ends).toContain('rotated');
      expect(hook.accepted, ends.join()).toContain(await scene.text());
    }
  });

  it.each([
    ['before stages', ['createSecret'], { Outcome: 'superseded' }],
    [
      'before test',
      ['createSecret', 'setSecret', 'testSecret'],
      { code: 'superseded', aftermath: 'applied' },
    ],
  ])('is neither set nor promoted by a rotation that lost: %s', async (moment, steps, end) => {
    await plant();
    let stored = false;
    const interruption = new Interruption(undefined, async (point) => {
      stored ||= point === 'after putPending';
      if (stored && point === moment) await scene.rotate({ step: 'createSecret', token: 'B' });
    });
    const ended = await scene.rotate({ token: 'A', interruption }).catch((error: unknown) => error);
    expect(ended).toMatchObject(end);
    expect(hook.steps).toEqual(steps);
    expect(await scene.stages()).toEqual({ ACSCurrent: 'v0', RotationPending: 'B' });
    await scene.rotate({ token: 'B' });
    expect(hook.accepted).toContain(await scene.text());
  });

  it('is not ended by the late finish of the rotation before', async () => {
    await plant();
    await scene.rotate();
    const late = hook.requests.at(-1);
    await scene.rotate();
    if (late) hook.hear(late);
    expect(hook.accepted).toEqual([await scene.text('ACSPrevious'), await scene.text()]);
  });

  it('is never sent to an address that the operator has not named', async () => {
    await plant();
    await expect(scene.rotate({ hosts: 'hooks.example.com' })).rejects.toMatchObject({
      code: 'policy-malformed',
      aftermath: 'untouched',
    });
    expect(hook.requests).toEqual([]);
    expect(await scene.stages()).toEqual({ ACSCurrent: 'v0' });
  });

  it('is sent inside the network where the configuration names the address and no hosts are set', async () => {
    await plant();
    expect(await scene.rotate({ hosts: '' })).toMatchObject({ Outcome: 'rotated' });
  });

  const receiver = { address: 'https://hooks.example/', key: 'Key', secrets: ['Thing'] };
  it.each<[string, SaidOfSecrets, Record<string, string>, RegExp]>([
    ['no receiver', { webhooks: { hook: receiver } }, {}, /rotation:webhook must name one of the webhooks/],
    ['webhooks off', {}, { webhook: 'hook' }, /names no webhooks, so they are off/],
    [
      'an address',
      { webhooks: { hook: receiver } },
      { webhook: 'https://e.example' },
      /names none of the webhooks/,
    ],
    [
      'the receiver of another secret',
      { webhooks: { hook: { ...receiver, secrets: ['Other*'] } } },
      { webhook: 'hook' },
      /does not let this webhook receive Thing/,
    ],
    [
      'a key that a tag names',
      { webhooks: { hook: receiver } },
      { webhook: 'hook', 'admin-secret': 'Key' },
      /remove the tag rotation:admin-secret: .* names the key of the webhook/,
    ],
    [
      'a key that is not there',
      { webhooks: { hook: { ...receiver, key: 'Nowhere' } } },
      { webhook: 'hook' },
      /the key of the webhook Nowhere does not exist/,
    ],
    ['a short key', { webhooks: { hook: receiver } }, { webhook: 'hook' }, /Key is malformed.*32/],
  ])('is not rotated with %s', async (_, said, tags, message) => {
    hook = await ModelWebhook.start(['first']);
    scene.cloud.configure(said);
    await scene.plant('canary', { name: 'Key' });
    await scene.plant('first', { tags: { strategy: 'webhook', ...tags } });
    await expect(scene.rotate()).rejects.toThrow(message);
    expect(await scene.stages()).toEqual({ ACSCurrent: 'v0' });
  });
});

describe('a value that a webhook issues', () => {
  const issues = { issues: true };
  const value = { value: 'webhook' };

  it('is stored before it is set', async () => {
    await plant('first', value, issues);
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(await scene.text()).toBe('issued-value-1');
    expect(hook.accepted).toEqual(['first', 'issued-value-1']);
  });

  it('is asked for again by the same version after a lost reply', async () => {
    await plant('first', value, issues);
    hook.loss = { call: 1, part: 'reply' };
    await scene.rotate({ token: 'T1' });
    expect(hook.steps.slice(0, 2)).toEqual(['createSecret', 'createSecret']);
    expect(hook.requests.map(({ VersionId }) => VersionId)).toEqual(Array(5).fill('T1'));
    expect(await scene.text()).toBe('issued-value-1');
  });

  it('is the stored one for ever, whatever is answered to the same version later', async () => {
    await plant('first', value, issues);
    let made = 0;
    hook.instead = ({ Step }) => {
      if (Step !== 'createSecret') return undefined;
      made += 1;
      return { body: { Value: `careless-${made}` } };
    };
    await scene.rotate({ step: 'createSecret', token: 'T1' });
    await scene.rotate({ step: 'createSecret', token: 'T1' });
    await scene.rotate({ token: 'T1' });
    expect(await scene.text()).toBe('careless-1');
    expect(hook.accepted).toEqual(['first', 'careless-1']);
  });

  it('may be a document of its own', async () => {
    await plant('first', value, issues);
    const document = JSON.stringify({ type: 'account', nested: { key: 'x' } });
    hook.instead = ({ Step }) => (Step === 'createSecret' ? { body: { Value: document } } : undefined);
    await scene.rotate();
    expect(await scene.text()).toBe(document);
    await scene.rotate();
  });

  it('keeps a binary secret binary', async () => {
    await plant('AAEC', value, { ...issues, dataType: 'binary' });
    hook.instead = ({ Step }) => (Step === 'createSecret' ? { body: { Value: 'AwQF' } } : undefined);
    await scene.rotate();
    expect(await scene.read()).toMatchObject({ SecretData: 'AwQF', SecretDataType: 'binary' });
  });

  it('comes by the names of the fields', async () => {
    await plant('{"Id":1,"Key":"a","Token":"b"}', { ...value, fields: 'Token+Key' }, issues);
    const issued = { Value: { Key: 'new-key', Token: 'new-token' } };
    hook.instead = ({ Step }) => (Step === 'createSecret' ? { body: issued } : undefined);
    await scene.rotate();
    expect(hook.requests[0]).toMatchObject({ Fields: ['Token', 'Key'] });
    expect(await scene.text()).toBe('{"Id":1,"Key":"new-key","Token":"new-token"}');
  });

  it.each<[string, string, object]>([
    ['none', '{"Token":"a"}', {}],
    ['an empty one', '{"Token":"a"}', { Value: '' }],
    ['other fields', '{"Token":"a"}', { Value: { Tokn: 'x' } }],
    ['too many fields', '{"Token":"a"}', { Value: { Token: 'x', Other: 'y' } }],
    ['a longer one than KMS keeps', '{"Token":"a"}', { Value: 'x'.repeat(30_721) }],
  ])('is not taken where it is %s', async (_, text, body) => {
    await plant(text, { ...value, fields: 'Token' }, issues);
    hook.instead = ({ Step }) => (Step === 'createSecret' ? { body } : undefined);
    await expect(scene.rotate()).rejects.toMatchObject({ code: 'service-error' });
    expect(await scene.stages()).toEqual({ ACSCurrent: 'v0' });
  });

  it('is not taken for a secret of another place', async () => {
    await plant('{"Endpoint":"here","Token":"a"}', value, issues);
    await expect(scene.rotate()).rejects.toMatchObject({
      code: 'secret-malformed',
      message: expect.stringContaining('Endpoint'),
    });
    expect(await scene.stages()).toEqual({ ACSCurrent: 'v0' });
  });
});

const readings = [
  { previousFollowsCurrent: true },
  { previousFollowsCurrent: false, previousOntoCurrent: 'allow' },
  { previousFollowsCurrent: false, previousOntoCurrent: 'reject' },
] as const;

const kinds = [
  { kind: 'made here', tags: {}, issues: false },
  { kind: 'issued by the webhook', tags: { value: 'webhook' }, issues: true },
];

describe.each(kinds)('a rotation of a value $kind', ({ tags, issues }) => {
  /** Where not all are tried, two ways of one reading, and those of the others with the other kind of value. */
  const inTurn = (_: unknown, index: number) => exhaustive || (index >> 1) % 2 === Number(issues);

  let made = false;
  const fresh = async (switches: Partial<Switches> = {}) => {
    if (made) await hook[Symbol.asyncDispose]();
    await scene[Symbol.asyncDispose]();
    scene = await Scene.start({ switches });
    await plant('first', tags, { issues });
    made = true;
  };
  afterEach(() => {
    made = false;
  });

  /** Nothing is accepted that no version with a stage holds, and what readers are given is accepted. */
  const judge = async (when: string) => {
    const stages = await scene.stages();
    const held = await Promise.all(
      (['ACSCurrent', 'ACSPrevious', 'RotationPending'] as const)
        .filter((stage) => stages[stage] !== undefined)
        .map((stage) => scene.text(stage)),
    );
    expect(
      hook.accepted.filter((one) => !held.includes(one)),
      when,
    ).toEqual([]);
    expect(hook.accepted, when).toContain(await scene.text());
  };

  const ways = readings.flatMap((reading) => ['T1', 'T2'].map((token) => ({ ...reading, token })));
  const stride = exhaustive ? 1 : 12;
  it.each(ways.map((way, index) => ({ ...way, index })).filter(inTurn))(
    'converges wherever an instance was stopped: %j',
    async ({ token, index, ...reading }) => {
      /** Between two calls KMS then has the old version without a stage, whatever is done. */
      const unstaged = !reading.previousFollowsCurrent && reading.previousOntoCurrent === 'reject';
      await fresh(reading);
      const whole = new Interruption();
      await scene.rotate({ interruption: whole });
      expect(whole.points).toBeGreaterThan(20);
      for (let point = 1 + 2 * index; point <= whole.points; point += stride) {
        await fresh(reading);
        const interruption = new Interruption(point);
        await scene
          .rotate({ token: 'T1', interruption })
          .catch((error) => expect(error).toBeInstanceOf(Stopped));
        if (!unstaged) await judge(`stopped at point ${point}`);
        expect((await scene.rotate({ token })).Outcome, `point ${point}`).toMatch(/rotated|already-current/);
        await judge(`run again after point ${point}`);
        const stages = await scene.stages();
        expect(stages.RotationPending).toBeUndefined();
        if (token !== 'T1') continue;
        expect(stages, `point ${point}`).toEqual({ ACSCurrent: 'T1', ACSPrevious: 'v0' });
        expect(hook.accepted, `point ${point}`).toContain('first');
      }
    },
  );

  it.each(['request', 'reply'] as const)('converges after any lost %s', async (part) => {
    for (let call = 1; call <= 4; call += 1) {
      await fresh();
      hook.loss = { call, part };
      await scene
        .rotate({ token: 'T1' })
        .catch((error) => expect(error).toMatchObject({ code: 'unreachable' }));
      await judge(`lost ${part} of call ${call}`);
      hook.loss = undefined;
      await scene.rotate({ token: 'T1' });
      await judge(`run again after lost ${part} of call ${call}`);
      expect(await scene.stages()).toEqual({ ACSCurrent: 'T1', ACSPrevious: 'v0' });
    }
  });

  it('lets no value and no key into events, results, errors or the audit log', async () => {
    await plant('first-canary', tags, { issues });
    const said: unknown[] = [await scene.rotate()];
    for (const step of all)
      for (const reply of ['lost', 'quoted'] as const) {
        hook.instead = ({ Step, Value, CurrentValue }) =>
          Step !== step
            ? undefined
            : reply === 'lost'
              ? reply
              : { status: 400, body: { Code: Value, Message: `${Value} ${CurrentValue}` } };
        await scene.rotate().catch((error) => said.push(error));
      }
    hook.instead = () => undefined;
    said.push(await scene.rotate());
    const values = [...(await scene.values()), key];
    expect(values.length).toBeGreaterThan(3);
    expect(said.length).toBeGreaterThan(8);
    const printed = [said, scene.events, scene.cloud.sandbox.audit.records]
      .map((one) => inspect(one, { depth: 12, showHidden: true }) + JSON.stringify(one))
      .join();
    expect(values.filter((one) => printed.includes(one))).toEqual([]);
  });
});
