import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  fits,
  noConfiguration,
  parseConfiguration,
  settingsOf,
} from '../../../../shared/engine/rotation/configuration.ts';
import { PolicyMalformed } from '../../../../shared/engine/rotation/errors.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { type SaidOfSecrets, settingsFor } from '../../../support/stand/said-of-secrets.ts';

const secret = SecretId.parse('prod/shop/app');
const receiver = { address: 'https://hooks.example.com/rotate', key: 'HookKey', secrets: ['prod/*'] };
const hour = 3_600_000;

function malformed(said: unknown): string {
  try {
    parseConfiguration(
      'variable ROTATION_CONFIGURATION',
      typeof said === 'string' ? said : JSON.stringify(said),
    );
  } catch (error) {
    if (error instanceof PolicyMalformed) return error.message;
    throw error;
  }
  return 'no error';
}

describe('a pattern', () => {
  it.each([
    ['prod/app', 'prod/app'],
    ['prod/app', '*'],
    ['prod/app', 'prod/*'],
    ['prod/app', '*/app'],
    ['prod/app', 'p*d/*p'],
    ['prod/app', 'prod/app*'],
    ['prod/app', '**'],
    ['a.b', 'a.b'],
    ['team/a/shop/b/app', 'team/*/shop/*/app'],
    ['aXbXc', 'a*X*X*c'],
  ])('%s is meant by %s', (name, pattern) => {
    expect(fits(name, pattern)).toBe(true);
  });

  it.each([
    ['prod/app', 'prod'],
    ['prod/app', 'prod/'],
    ['prod/app', 'prod/app/*'],
    ['prod/app', '*prod'],
    ['prod/app', 'PROD/*'],
    ['aba', 'ab*ba'],
    ['team/shop/a/app', 'team/*/shop/*/app'],
    ['a-c-b', 'a*b*c*'],
    ['aXc', 'a*X*X*c'],
    ['prod/app', 'prod/*x*'],
    ['prod/app', 'prod/a?p'],
    ['axb', 'a.b'],
    ['prod/app', ''],
  ])('%s is not meant by %s', (name, pattern) => {
    expect(fits(name, pattern)).toBe(false);
  });
});

describe('a setting of a secret', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['its own name before any pattern', { '*': 'a', 'prod/shop/ap*': 'b', 'prod/shop/app': 'c' }, 'c'],
    ['the longest pattern', { 'prod/*': 'a', 'prod/shop/*': 'b', '*': 'c' }, 'b'],
    [
      'a name before a longer pattern',
      { 'prod/shop/app': 'a', 'prod/*/shop/*app': 'b', '*prod/shop/app': 'c' },
      'a',
    ],
    ['the only one that fits', { 'test/*': 'a', '*': 'b' }, 'b'],
    ['nothing where none fits', { 'test/*': 'a' }, undefined],
    ['nothing where only a secret called "undefined" is named', { undefined: 'a' }, undefined],
  ])('is said by %s', (_, probe, said) => {
    expect(settingsFor(secret, { probe }).probe).toBe(said);
  });

  it('is that of the bare name where the secret is named by its ARN', () => {
    const arn = SecretId.parse(`acs:kms:cn-hangzhou:123:secret/${secret}`);
    expect(settingsFor(arn, { hosts: { [secret]: '10.%' } }).host).toBe('10.%');
  });

  it('is nothing where there is no configuration', () => {
    expect(settingsOf(noConfiguration, secret)).toEqual({
      probe: undefined,
      webhooks: {},
      admins: undefined,
      adminSecret: undefined,
      secondAccount: undefined,
      host: undefined,
      fields: undefined,
      floors: {},
      allowsSuper: false,
    });
  });

  it('can be each of those that tags cannot spell', () => {
    const said: SaidOfSecrets = {
      probe: { '*': 'select 1 from orders' },
      webhooks: { redis: receiver },
      admins: ['dba-*'],
      adminSecrets: { '*': 'x'.repeat(150) },
      secondAccounts: { '*': 'app $two' },
      hosts: { '*': '10.0.%' },
      fields: { '*': ['a field', 'ключ'] },
      floors: { '*': { grace: '1h', idle: '30m', password: 64 } },
      superAccounts: ['*'],
    };
    expect(settingsFor(secret, said)).toEqual({
      probe: 'select 1 from orders',
      webhooks: { redis: receiver },
      admins: ['dba-*'],
      adminSecret: 'x'.repeat(150),
      secondAccount: 'app $two',
      host: '10.0.%',
      fields: ['a field', 'ключ'],
      floors: { grace: hour, idle: hour / 2, password: 64 },
      allowsSuper: true,
    });
  });
});

it.each(['http://10.0.0.7:8080/rotate', 'https://hooks.example.com/'])(
  'a receiver may be at %s',
  (address) => {
    const said = { webhooks: { redis: { ...receiver, address } } };
    expect(settingsFor(secret, said).webhooks).toMatchObject({ redis: { address } });
  },
);

describe('the key of a receiver', () => {
  const at = (address: string, key = 'one-key') => ({ ...receiver, address, key });
  const one = at('https://one.example.com/');

  it.each([
    ['another host', at('https://two.example.com/')],
    ['another host, by its ARN', at('https://two.example.com/', 'acs:kms:cn-hangzhou:1:secret/one-key')],
    ['another port', at('https://one.example.com:8443/')],
  ])('is not that of %s, which could sign in its name', (_, two) => {
    expect(malformed({ webhooks: { one, two } })).toContain('webhooks: two must not share the key of one');
  });

  it('is not that of any other one, each of which is named', () => {
    const two = at('https://two.example.com/');
    const message = malformed({ webhooks: { one, two, three: two } });
    for (const name of ['two', 'three']) expect(message).toContain(`${name} must not share the key of one`);
  });

  it.each([
    ['may be that of another path of the same host', at('https://one.example.com/b')],
    ['may be any other', at('https://two.example.com/', 'two-key')],
  ])('%s', (_, two) => {
    expect(settingsFor(secret, { webhooks: { one, two } }).webhooks).toMatchObject({ one, two });
  });
});

describe('a configuration is refused, by the place of what is wrong', () => {
  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'variable ROTATION_CONFIGURATION is malformed: it must be a JSON document'],
    ['no object', [], 'the document: '],
    ['a misspelt setting', { probes: {} }, 'probes is not known; did you mean probe?'],
    ['another misspelt setting', { webhoks: {} }, 'webhoks is not known; did you mean webhooks?'],
    ['an unknown setting', { nonsense: {} }, 'nonsense is not known.'],
    [
      'a misspelt floor',
      { floors: { '*': { idel: '1h', graces: '1h' } } },
      'floors.*.idel is not known, floors.*.graces is not known; did you mean grace?',
    ],
    [
      'a floor in the plural',
      { floors: { '*': { graces: '1h' } } },
      'floors.*.graces is not known; did you mean grace?',
    ],
    [
      'a misspelt field of a receiver',
      { webhooks: { redis: { ...receiver, adress: 'x' } } },
      'webhooks.redis.adress is not known; did you mean address?',
    ],
    [
      'a receiver of nothing',
      { webhooks: { redis: { ...receiver, secrets: [] } } },
      'webhooks.redis.secrets: ',
    ],
    [
      'a receiver without a key',
      { webhooks: { redis: { ...receiver, key: undefined } } },
      'webhooks.redis.key: ',
    ],
    ...['ftp://h', 'xhttp://h', 'httpx://h', 'hooks.example.com'].map(
      (address): [string, unknown, string] => [
        `the address ${address}`,
        { webhooks: { redis: { ...receiver, address } } },
        'webhooks.redis.address: must be an address such as',
      ],
    ),
    ['a name that no tag can spell', { webhooks: { 'my redis': receiver } }, 'webhooks.my redis: '],
    ['a duration of the old form', { floors: { '*': { idle: '1 h' } } }, 'floors.*.idle: must be a duration'],
    [
      'a floor of too few bits',
      { floors: { '*': { password: 63 } } },
      'floors.*.password: must be 64 bits or more',
    ],
    [
      'a floor above the usual one',
      { floors: { '*': { password: 97 } } },
      'floors.*.password: must be 96 bits or less',
    ],
    ['no pattern', { probe: { 'a b': 'select 1' } }, 'probe.a b: '],
    ['an empty statement', { probe: { '*': '' } }, 'probe.*: '],
    ['no fields', { fields: { '*': [] } }, 'fields.*: '],
    ['admins that are none', { admins: 'dba' }, 'admins: '],
  ])('%s', (_, said, problem) => {
    expect(malformed(said)).toContain(problem);
  });

  it('names everything at once, and repeats no value', () => {
    const said = { probe: { '*': 7 }, hosts: { '*': '' }, admins: ['canary canary'], x: 'canary' };
    const message = malformed(said);
    for (const part of ['probe.*: ', 'hosts.*: ', 'admins.0: ', 'x is not known'])
      expect(message).toContain(part);
    expect(inspect(message)).not.toContain('canary');
  });
});
