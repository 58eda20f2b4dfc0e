import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { PolicyMalformed } from '../../shared/rotation/errors.ts';
import { type Policy, parsePolicy } from '../../shared/rotation/policy.ts';
import { SecretId } from '../../shared/rotation/store.ts';

const secret = SecretId.parse('prod/app');
const hour = 3_600_000;

function parse(tags: Record<string, string>): Policy {
  return parsePolicy(secret, { 'rotation:type': 'rds-mysql', ...tags });
}

function malformed(tags: Record<string, string>): string {
  try {
    parsePolicy(secret, tags);
  } catch (error) {
    if (error instanceof PolicyMalformed) return error.message;
    throw error;
  }
  return 'no error';
}

test('a type is all that a policy needs', () => {
  expect(parse({})).toEqual({
    type: 'rds-mysql',
    strategy: 'auto',
    schedule: undefined,
    window: undefined,
    missed: 'catch-up',
    pair: undefined,
    grace: 24 * hour,
    graceRaised: false,
    adminSecret: undefined,
    password: {},
    auto: true,
    environment: undefined,
    host: undefined,
    twin: undefined,
    owner: undefined,
    probe: undefined,
    value: undefined,
    fields: undefined,
    webhook: undefined,
    soak: 24 * hour,
    status: { failures: 0 },
  });
});

test('the tags of others are none of our concern', () => {
  expect(
    parse({ team: '', 'acs:rotation': 'x', rotation: 'x', 'Rotation:type': 'x', 'my:rotation:type': 'x' }),
  ).toEqual(parse({}));
});

const good: readonly [string, string, Partial<Policy>][] = [
  ['strategy', 'single-user', { strategy: 'single-user' }],
  ['schedule', 'rate(1 day)', { schedule: 'rate(1 day)' }],
  ['schedule', 'rate(30 days)', { schedule: 'rate(30 days)' }],
  ['schedule', 'rate(6 hours)', { schedule: 'rate(6 hours)' }],
  ['schedule', 'cron(0 3 * * 1)', { schedule: 'cron(0 3 * * 1)' }],
  ['schedule', 'cron(0 0 3 1-7,15 * MON-FRI)', { schedule: 'cron(0 0 3 1-7,15 * MON-FRI)' }],
  ['schedule', 'cron(*/15 3 L JAN ?)', { schedule: 'cron(*/15 3 L JAN ?)' }],
  ['schedule', 'cron(0 3 1/5,LW * ?)', { schedule: 'cron(0 3 1/5,LW * ?)' }],
  ['schedule', 'cron(0 3 15W * FRI#2) Europe/Berlin', { schedule: 'cron(0 3 15W * FRI#2) Europe/Berlin' }],
  ['missed', 'skip', { missed: 'skip' }],
  ['pair', 'shop', { pair: 'shop' }],
  ['window', '02:00-04:00 Asia/Shanghai', { window: '02:00-04:00 Asia/Shanghai' }],
  ['window', '23:00-01:30', { window: '23:00-01:30' }],
  ['window', '02:00-04:00 Etc/GMT+8', { window: '02:00-04:00 Etc/GMT+8' }],
  ['grace', '24 h', { grace: 24 * hour }],
  ['grace', '90 minutes accepted', { grace: 1.5 * hour }],
  ['grace', '1 minute accepted', { grace: hour / 60 }],
  ['grace', '30min accepted', { grace: hour / 2 }],
  ['grace', '90 minutes', { grace: 370 * 60_000, graceRaised: true }],
  ['grace', '0 h', { grace: 370 * 60_000, graceRaised: true }],
  ['grace', '370 minutes', { grace: 370 * 60_000 }],
  ['grace', '7 days', { grace: 168 * hour }],
  ['grace', '1 day', { grace: 24 * hour }],
  ['grace', '1 week', { grace: 168 * hour }],
  ['grace', '2w', { grace: 336 * hour }],
  ['grace', '0 h accepted', { grace: 0 }],
  ['admin-secret', 'prod/admin', { adminSecret: SecretId.parse('prod/admin') }],
  [
    'admin-secret',
    'acs:kms:cn-hangzhou:123:secret/prod/admin',
    { adminSecret: SecretId.parse('acs:kms:cn-hangzhou:123:secret/prod/admin') },
  ],
  ['password', 'length=24', { password: { length: 24 } }],
  ['password', 'length=128', { password: { length: 128 } }],
  [
    'password',
    'profile=uri,shell exclude=@:/= length=8',
    { password: { length: 8, exclude: '@:/=', profile: ['uri', 'shell'] } },
  ],
  ['auto', 'on', { auto: true }],
  ['auto', 'off', { auto: false }],
  ['environment', 'production', { environment: 'production' }],
  ['host', '10.0.%', { host: '10.0.%' }],
  ['twin', 'app_b', { twin: 'app_b' }],
  ['owner', 'app_owner', { owner: 'app_owner' }],
  ['probe', 'select 1', { probe: 'select 1' }],
  ['value', 'uuid', { value: 'uuid' }],
  ['fields', 'Token,Key', { fields: 'Token,Key' }],
  ['webhook', 'https://hook.example/rotate', { webhook: 'https://hook.example/rotate' }],
  ['soak', '1 hour', { soak: hour }],
  ['soak', '2 h', { soak: 2 * hour }],
  ['note', 'deleting=LTAI', {}],
  ['status', 'failures=2', { status: { failures: 2 } }],
  ['status', 'written by somebody else', { status: { failures: 0 } }],
];

test.each(good)('rotation:%s may be %j', (tag, value, expected) => {
  expect(parse({ [`rotation:${tag}`]: value })).toEqual({ ...parse({}), ...expected });
});

const bad: readonly [string, string][] = [
  ['type', ''],
  ['strategy', ''],
  ['schedule', ''],
  ['schedule', '30 days'],
  ['schedule', 'rate(0 days)'],
  ['schedule', 'rate(-1 days)'],
  ['schedule', 'rate(1.5 days)'],
  ['schedule', 'rate(30 months)'],
  ['schedule', 'rate(30 days) '],
  ['schedule', 'cron(0 3 * *)'],
  ['schedule', 'cron(0 3 * * * * *)'],
  ['schedule', 'cron(0 3 * * monday)'],
  ['schedule', 'cron(0 3 * * */0)'],
  ['schedule', 'cron(0  3 * * 1)'],
  ['schedule', 'cron(0 3 * * 1,)'],
  ['schedule', 'cron(0 3 * * L)'],
  ['schedule', 'cron(? 3 * * 1)'],
  ['schedule', 'cron(0 3 FEB * *)'],
  ['schedule', 'cron(0 3 1 1 ? 2027)'],
  ['schedule', 'cron(0 3 * * 1) Asia/Nowhere'],
  ['schedule', 'cron(0 3 * * 1)Asia/Shanghai'],
  ['missed', ''],
  ['missed', 'never'],
  ['pair', ''],
  ['window', '02:00'],
  ['window', '2:00-4:00'],
  ['window', '02:00-24:00'],
  ['window', '02:60-04:00'],
  ['window', '02:00-02:00'],
  ['window', '02:00-04:00 Asia/Nowhere'],
  ['window', '02:00-04:00  UTC'],
  ['grace', ''],
  ['grace', '24'],
  ['grace', '-1 h'],
  ['grace', '1 month'],
  ['grace', '5 ms'],
  ['grace', '5 hs'],
  ['grace', '1.5 h'],
  ['grace', '1 h 30 m'],
  ['grace', 'accepted'],
  ['grace', '0 m  accepted'],
  ['grace', '0 accepted m'],
  ['admin-secret', ''],
  ['admin-secret', 'has spaces'],
  ['admin-secret', 'acs:ram::123:user/admin'],
  ['password', ''],
  ['password', 'strong'],
  ['password', 'length=seven'],
  ['password', 'length=7'],
  ['password', 'length=129'],
  ['password', 'length=1e1'],
  ['password', 'length=24 length=32'],
  ['password', 'length='],
  ['password', 'lenght=24'],
  ['password', '-length=24'],
  ['password', 'length=24\nexclude=@'],
  ['password', 'profile=uri,fax'],
  ['password', 'profile='],
  ['password', '__proto__=x'],
  ['auto', ''],
  ['auto', 'true'],
  ['auto', 'ON'],
  ['environment', ''],
  ['host', ''],
  ['twin', ''],
  ['owner', ''],
  ['probe', ''],
  ['value', ''],
  ['fields', ''],
  ['webhook', ''],
  ['soak', ''],
  ['soak', 'a while'],
];

test.each(bad)('rotation:%s may not be %j', (tag, value) => {
  expect(malformed({ 'rotation:type': 'generic', [`rotation:${tag}`]: value })).toMatch(
    new RegExp(`^the policy of prod/app is malformed: tag rotation:${tag}\\S* (is|must|has) .+\\.$`),
  );
});

describe('what is wrong is named', () => {
  test('a secret without a type', () => {
    expect(malformed({ 'rotation:auto': 'on', team: 'x' })).toContain('tag rotation:type is missing');
  });

  test.each([
    'rotation:schedul',
    'rotation:Type',
    'rotation:',
    'rotation:adminSecret',
    'rotation:constructor',
  ])('the unknown tag %s', (key) => {
    expect(malformed({ 'rotation:type': 'generic', [key]: 'x' })).toContain(`unknown tag ${key}`);
  });

  test('a tag that has the name of a prototype', () => {
    const tags = JSON.parse('{ "rotation:type": "generic", "rotation:__proto__": "x" }');
    expect(malformed(tags)).toContain('unknown tag rotation:__proto__');
  });

  test('every problem at once', () => {
    const message = malformed({ 'rotation:auto': 'yes', 'rotation:grace': 'long', 'rotation:x': '' });
    for (const part of ['rotation:type', 'rotation:auto', 'rotation:grace', 'rotation:x'])
      expect(message).toContain(part);
  });
});

test.each([...bad.map(([tag]) => tag), 'nonsense'])(
  'an error about rotation:%s repeats no value of a tag',
  (tag) => {
    const error = (() => {
      try {
        return parsePolicy(secret, {
          'rotation:type': 'generic',
          [`rotation:${tag}`]: tag === 'type' ? '' : 'canary canary=canary',
          'rotation:extra': 'canary',
          foreign: 'canary',
        });
      } catch (error) {
        return error;
      }
    })();
    expect(error).toBeInstanceOf(PolicyMalformed);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('canary');
  },
);
