import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { PolicyMalformed } from '../../../../shared/engine/rotation/errors.ts';
import { type Policy, parsePolicy } from '../../../../shared/engine/rotation/policy.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { type SaidOfSecrets, settingsFor } from '../../../support/stand/said-of-secrets.ts';

const secret = SecretId.parse('prod/app');
const hour = 3_600_000;

function parse(tags: Record<string, string>, said: SaidOfSecrets = {}): Policy {
  return parsePolicy(secret, { 'rotation:type': 'rds-mysql', ...tags }, settingsFor(secret, said));
}

function malformed(tags: Record<string, string>, said: SaidOfSecrets = {}): string {
  try {
    parsePolicy(secret, tags, settingsFor(secret, said));
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
    adminSecret: undefined,
    byRdsApi: false,
    allowsSuper: false,
    password: {},
    auto: true,
    environment: undefined,
    host: undefined,
    secondAccount: undefined,
    probe: undefined,
    value: undefined,
    fields: undefined,
    receiver: undefined,
    idle: 24 * hour,
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
  ['schedule', 'every:30d', { schedule: 'every:30d' }],
  ['schedule', 'daily:03:00', { schedule: 'daily:03:00' }],
  ['schedule', 'weekly:mon+thu:03:00@Asia/Shanghai', { schedule: 'weekly:mon+thu:03:00@Asia/Shanghai' }],
  ['schedule', 'monthly:1:03:00', { schedule: 'monthly:1:03:00' }],
  ['schedule', 'cron:0_3_any_any_1', { schedule: 'cron:0_3_any_any_1' }],
  ['missed', 'skip', { missed: 'skip' }],
  ['missed', 'alert', { missed: 'alert' }],
  ['pair', 'shop', { pair: SecretId.parse('shop') }],
  ['window', '02:00-04:00@Asia/Shanghai', { window: '02:00-04:00@Asia/Shanghai' }],
  ['window', '23:00-01:30', { window: '23:00-01:30' }],
  ['grace', '24h', { grace: 24 * hour }],
  ['grace', '7d', { grace: 168 * hour }],
  ['grace', '370m', { grace: 370 * 60_000 }],
  ['grace', '369m:accepted', { grace: 369 * 60_000 }],
  ['grace', '0m:accepted', { grace: 0 }],
  ['grace', '7d:accepted', { grace: 168 * hour }],
  ['admin-secret', 'prod/admin', { adminSecret: SecretId.parse('prod/admin') }],
  [
    'admin-secret',
    'acs:kms:cn-hangzhou:123:secret/prod/admin',
    { adminSecret: SecretId.parse('acs:kms:cn-hangzhou:123:secret/prod/admin') },
  ],
  ['admin-secret', 'rds-api', { adminSecret: undefined, byRdsApi: true }],
  ['password', 'length=24', { password: { length: 24 } }],
  [
    'password',
    'profile=uri+shell:symbols=none:length=17',
    { password: { length: 17, symbols: 'none', profile: ['uri', 'shell'] } },
  ],
  ['auto', 'on', { auto: true }],
  ['auto', 'off', { auto: false }],
  ['environment', 'production', { environment: 'production' }],
  ['host', '10.0.+', { host: '10.0.%' }],
  ['host', '+.example.com', { host: '%.example.com' }],
  ['host', '10.0.0.7', { host: '10.0.0.7' }],
  ['second-account', 'app_b', { secondAccount: 'app_b' }],
  ['value', 'uuid', { value: 'uuid' }],
  ['fields', 'Token', { fields: ['Token'] }],
  ['fields', 'Token+Key', { fields: ['Token', 'Key'] }],
  ['idle', '24h', { idle: 24 * hour }],
  ['idle', '7d', { idle: 168 * hour }],
  ['state', 'disabled/key=LTAI', {}],
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
  ['schedule', '30d'],
  ['schedule', 'every:30'],
  ['schedule', 'rate(30 days)'],
  ['schedule', 'cron(0 3 * * 1)'],
  ['schedule', 'cron:0_3_?_any_1'],
  ['missed', ''],
  ['missed', 'never'],
  ['pair', ''],
  ['window', '02:00'],
  ['window', '02:00-04:00 Asia/Shanghai'],
  ['grace', ''],
  ['grace', '24'],
  ['grace', '24 h'],
  ['grace', 'accepted'],
  ['grace', '0m accepted'],
  ['grace', '0m'],
  ['grace', '369m'],
  ['admin-secret', ''],
  ['admin-secret', 'has spaces'],
  ['admin-secret', 'acs:ram::123:user/admin'],
  ['password', ''],
  ['password', 'strong'],
  ['password', 'length'],
  ['password', 'length:symbols=none'],
  ['password', 'length=24:symbols=none:length=24'],
  ['password', 'length=7'],
  ['password', 'length=24 profile=uri'],
  ['password', 'length=+24'],
  ['password', 'length=1e2'],
  ['password', 'length=0x18'],
  ['password', 'exclude=@'],
  ['password', 'length=24\nsymbols=none'],
  ['auto', ''],
  ['auto', 'true'],
  ['auto', 'ON'],
  ['environment', ''],
  ['host', ''],
  ['second-account', ''],
  ['value', ''],
  ['fields', ''],
  ['webhook', ''],
  ['idle', ''],
  ['idle', 'a while'],
  ['idle', '1439m'],
];

test.each(bad)('rotation:%s may not be %j', (tag, value) => {
  expect(malformed({ 'rotation:type': 'generic', [`rotation:${tag}`]: value })).toMatch(
    new RegExp(
      `^the policy of prod/app is malformed: tag rotation:${tag} (is|must|has|does not support) .+\\.$`,
    ),
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

  test.each([
    ['shedule', 'schedule'],
    ['windows', 'window'],
    ['admin-secrets', 'admin-secret'],
    ['second-acount', 'second-account'],
  ])('the tag that rotation:%s most likely means', (key, meant) => {
    expect(malformed({ 'rotation:type': 'generic', [`rotation:${key}`]: 'x' })).toContain(
      `unknown tag rotation:${key}; did you mean rotation:${meant}?`,
    );
  });

  test('a tag that is near none, and no other', () => {
    expect(malformed({ 'rotation:type': 'generic', 'rotation:nonsense': 'x' })).toMatch(
      /: unknown tag rotation:nonsense\.$/,
    );
  });

  test.each([
    ['length', 'must have each of its settings once, with = and a value.'],
    ['length=24:length=24', 'must have each of its settings once, with = and a value.'],
    [
      'lenght=24',
      'must only have settings such as length=24, symbols=none or profile=uri; did you mean length?',
    ],
    [
      'profil',
      'must only have settings such as length=24, symbols=none or profile=uri; did you mean profile?',
    ],
  ])('the part of rotation:password %s', (password, problem) => {
    expect(malformed({ 'rotation:type': 'generic', 'rotation:password': password })).toContain(
      `tag rotation:password ${problem}`,
    );
  });

  test.each(['soak', 'twin', 'owner', 'note', 'probe'])(
    'the tag rotation:%s, which there is no more',
    (key) => {
      expect(malformed({ 'rotation:type': 'generic', [`rotation:${key}`]: '24h' })).toContain(
        `unknown tag rotation:${key}`,
      );
    },
  );

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

describe('a grace shorter than clients cache', () => {
  test('is refused, and the error says how to accept it', () => {
    expect(malformed({ 'rotation:type': 'generic', 'rotation:grace': '369m' })).toMatch(
      /rotation:grace is shorter than the 6 h 10 min .* add :accepted to the tag/,
    );
  });

  test('is taken down to the floor of the configuration', () => {
    const said = { floors: { 'prod/*': { grace: '1h' } } };
    expect(parse({ 'rotation:grace': '60m' }, said).grace).toBe(hour);
    expect(malformed({ 'rotation:type': 'generic', 'rotation:grace': '59m' }, said)).toMatch(/:accepted/);
  });

  test('is that of a secret without the tag, where the configuration has a floor above a day', () => {
    const said = { floors: { 'prod/*': { grace: '48h' } } };
    expect(malformed({ 'rotation:type': 'generic' }, said)).toMatch(/rotation:grace is shorter/);
    expect(parse({ 'rotation:grace': '48h' }, said).grace).toBe(48 * hour);
  });
});

describe('an idle period below a day', () => {
  test('is refused, whatever the tag says', () => {
    for (const idle of ['0m', '23h'])
      expect(malformed({ 'rotation:type': 'access-key', 'rotation:idle': idle })).toMatch(
        /rotation:idle must not be below 24 h; the minimum is set in the configuration of the function/,
      );
    expect(malformed({ 'rotation:type': 'access-key', 'rotation:idle': '24h:accepted' })).toMatch(
      /rotation:idle/,
    );
  });

  test('is taken down to the floor of the configuration', () => {
    const said = { floors: { 'prod/app': { idle: '2h' } } };
    expect(parse({ 'rotation:idle': '2h' }, said).idle).toBe(2 * hour);
    expect(malformed({ 'rotation:type': 'access-key', 'rotation:idle': '1h' }, said)).toMatch(/below 2 h/);
    expect(parse({}, said).idle).toBe(24 * hour);
  });
});

describe('what the configuration of the function says', () => {
  const receiver = { address: 'https://hooks.example.com/rotate', key: 'HookKey', secrets: ['prod/*'] };

  test('comes before what a tag says', () => {
    const tags = {
      'rotation:admin-secret': 'tag-admin',
      'rotation:second-account': 'tag',
      'rotation:host': 'tag',
      'rotation:fields': 'Tag',
    };
    const all = { 'prod/app': 'said' };
    const said = {
      adminSecrets: all,
      secondAccounts: { '*': '$aid' },
      hosts: { '*': '10.0.0.0/255.255.0.0' },
      fields: { '*': ['A field', 'B'] },
    };
    expect(parse(tags, said)).toMatchObject({
      adminSecret: 'said',
      secondAccount: '$aid',
      host: '10.0.0.0/255.255.0.0',
      fields: ['A field', 'B'],
    });
  });

  test('is the only place for a probe', () => {
    expect(parse({}, { probe: { 'prod/*': 'select 1 from orders' } }).probe).toBe('select 1 from orders');
    expect(parse({}, { probe: { 'test/*': 'select 1 from orders' } }).probe).toBeUndefined();
  });

  test('lowers the floor of a password', () => {
    expect(parse({}, { floors: { '*': { password: 64 } } }).password).toEqual({ leastBits: 64 });
  });

  test('decides which admin secrets may act, where it names any', () => {
    const tags = { 'rotation:type': 'rds-mysql', 'rotation:admin-secret': 'shop/dba' };
    expect(parse(tags, { admins: ['shop/*'] }).adminSecret).toBe('shop/dba');
    expect(parse(tags, {}).adminSecret).toBe('shop/dba');
    expect(parse({}, { admins: ['shop/*'] }).adminSecret).toBeUndefined();
    for (const admins of [[], ['prod/*'], ['shop/db']])
      expect(malformed(tags, { admins })).toMatch(/rotation:admin-secret names none of the admins/);
    const arn = { ...tags, 'rotation:admin-secret': 'acs:kms:cn-hangzhou:123:secret/shop/dba' };
    // The same name in another account is another secret.
    expect(malformed(arn, { admins: ['shop/dba'] })).toMatch(/names none of the admins/);
    expect(parse(arn, {}).adminSecret).toBe(arn['rotation:admin-secret']);
  });

  test('is where a receiver has its address and its key', () => {
    const said = { webhooks: { redis: receiver } };
    expect(parse({ 'rotation:webhook': 'redis' }, said).receiver).toEqual(receiver);
  });

  test('lets a receiver have a secret that one of its patterns means', () => {
    const secrets = ['test/*', 'prod/app', 'prod/other'];
    const said = { webhooks: { redis: { ...receiver, secrets } } };
    expect(parse({ 'rotation:webhook': 'redis' }, said).receiver).toMatchObject({ secrets });
  });

  test('gives no receiver to a secret without the tag, whatever the receivers are called', () => {
    expect(parse({}, { webhooks: { undefined: receiver } }).receiver).toBeUndefined();
  });

  test.each<[string, SaidOfSecrets, RegExp]>([
    ['redis', {}, /names no webhooks, so they are off/],
    ['redi', { webhooks: { redis: receiver } }, /names none of the webhooks.*; did you mean redis\?/],
    ...['constructor', '__proto__', 'toString', 'redis ', receiver.address].map(
      (webhook): [string, SaidOfSecrets, RegExp] => [
        webhook,
        { webhooks: { redis: receiver } },
        /names none of the webhooks/,
      ],
    ),
    [
      'redis',
      { webhooks: { redis: { ...receiver, secrets: ['prod/other', 'test/*'] } } },
      /does not let this webhook receive prod\/app/,
    ],
  ])('gives the webhook %s nothing it does not say: %j', (webhook, said, problem) => {
    expect(malformed({ 'rotation:type': 'generic', 'rotation:webhook': webhook }, said)).toMatch(problem);
  });

  test.each(['HookKey', 'acs:kms:cn-hangzhou:123:secret/HookKey', 'prod/app'])(
    'gives no webhook the key of one, such as %s, whatever tags and patterns say',
    (name) => {
      const other = { address: 'https://two.example.com/', key: 'prod/app', secrets: ['x'] };
      const webhooks = { redis: { ...receiver, secrets: ['*'] }, other };
      const tags = { 'rotation:type': 'generic', 'rotation:webhook': 'redis' };
      const policyOf = (id: SecretId) => () => parsePolicy(id, tags, settingsFor(id, { webhooks }));
      expect(policyOf(SecretId.parse(name))).toThrow(/rotation:webhook.*holds the key of a webhook/);
      expect(policyOf(SecretId.parse('another'))).not.toThrow();
    },
  );

  test.each(['constructor', 'redis'])(
    'is not needed to read the form of tags: rotation:webhook %s',
    (webhook) => {
      const tags = {
        'rotation:type': 'generic',
        'rotation:grace': '0m',
        'rotation:idle': '0m',
        'rotation:webhook': webhook,
      };
      expect(parsePolicy(secret, tags)).toMatchObject({ grace: 0, idle: 0, receiver: undefined });
      expect(() => parsePolicy(secret, { ...tags, 'rotation:grace': 'long' })).toThrow(PolicyMalformed);
    },
  );
});
