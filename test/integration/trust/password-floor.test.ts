import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rdsMysql } from '../../../functions/rds-mysql/secret-type.ts';
import { rdsPostgresql } from '../../../functions/rds-postgresql/secret-type.ts';
import { troublesome } from '../../../shared/engine/credentials/consumer.ts';
import {
  checkPassword,
  generatePassword,
  type PasswordLimits,
  rdsPasswords,
} from '../../../shared/engine/credentials/password.ts';
import { parseConfiguration, settingsOf } from '../../../shared/engine/rotation/configuration.ts';
import { consumers, symbolSets } from '../../../shared/engine/rotation/password-rule.ts';
import { type Policy, parsePolicy } from '../../../shared/engine/rotation/policy.ts';
import { SecretId } from '../../../shared/engine/rotation/store.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { movingClock } from '../../support/sandbox/moving-clock.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { rotator } from '../../support/stand/in-process.ts';
import { noCloud } from '../../support/stand/no-cloud.ts';
import { Scene } from '../functions/generic/scene.ts';

const secret = SecretId.parse('shop/app');
const environment = readEnvironment({});

/** How many passwords there are, counted one character after the other: those that begin with a letter and have all classes. */
function bitsOf(
  length: number,
  [lower = 26, upper = 26, digits = 10, symbols = 0]: readonly number[],
): number {
  const classes = [lower, upper, digits, symbols].filter((size) => size > 0);
  let ways = new Map(classes.slice(0, 2).map((size, index) => [1 << index, BigInt(size)]));
  for (let place = 1; place < length; place += 1) {
    const next = new Map<number, bigint>();
    for (const [seen, count] of ways)
      classes.forEach((size, index) => {
        const now = seen | (1 << index);
        next.set(now, (next.get(now) ?? 0n) + count * BigInt(size));
      });
    ways = next;
  }
  const all = ways.get((1 << classes.length) - 1) ?? 0n;
  const text = all.toString(2);
  return text.length - 1 + Math.log2(Number.parseInt(text.slice(0, 53).padEnd(53, '0'), 2) / 2 ** 52);
}

describe('the entropy of a password is that of all which its rule may make', () => {
  const profiles = [undefined, ...consumers.map((one) => [one]), ['uri', 'shell'] as const, [...consumers]];
  const services: readonly PasswordLimits[] = [
    rdsPasswords,
    { ...rdsPasswords, symbols: '' },
    { minLength: 1, maxLength: 10, symbols: '' },
    { minLength: 1, maxLength: 12, symbols: '_' },
    { minLength: 1, maxLength: 128, symbols: '!#$%&()*+,-./:;<=>?@[]^_{|}~' },
  ];

  it.each(services)('for a service of %j, with every set of symbols and every profile', (service) => {
    for (const symbols of [undefined, ...symbolSets])
      for (const profile of profiles) {
        const readers = profile ?? (symbols === undefined ? consumers : []);
        const excluded = readers.map((one) => troublesome[one]).join('');
        const wanted = { none: '', uri: '-._~', rds: rdsPasswords.symbols, any: service.symbols }[
          symbols ?? 'any'
        ];
        const left = [...new Set(wanted)].filter(
          (one) => service.symbols.includes(one) && !excluded.includes(one),
        );
        for (const leastBits of [undefined, 64])
          for (let length = service.minLength; length <= Math.min(service.maxLength, 24); length += 1) {
            const bits = bitsOf(length, [26, 26, 10, left.length]);
            const enough = bits >= (leastBits ?? 96) || (length === service.maxLength && bits >= 64);
            const rule = { length, symbols, leastBits, ...(profile && { profile: [...profile] }) };
            const check = () => checkPassword(JSON.parse(JSON.stringify(rule)), service);
            if (enough) expect(check, JSON.stringify(rule)).not.toThrow();
            else
              expect(check, JSON.stringify(rule)).toThrow(
                /tag rotation:password: length=\d+ gives \d+ bits of entropy/,
              );
          }
      }
  });

  it('is under 64 bits nowhere, also where a service takes no longer one or a floor is said to be lower', () => {
    const short = { ...rdsPasswords, maxLength: 11 };
    expect(() => generatePassword({}, short)).toThrow(/length=11 gives 63 bits.*fewer than 64.*symbols=rds/);
    expect(generatePassword({ symbols: 'rds' }, short).reveal()).toHaveLength(11);
    expect(() => generatePassword({ symbols: 'rds', length: 10 }, short)).toThrow(/length=11 is enough/);
    expect(() => generatePassword({ length: 8, leastBits: 1 }, rdsPasswords)).toThrow(
      /fewer than 64; length=12/,
    );
  });
});

describe('a floor of the configuration', () => {
  const policyOf = (password: string, floors?: object): Policy => {
    const tags = { 'rotation:type': 'rds-mysql', 'rotation:password': password };
    const configuration = parseConfiguration('this', JSON.stringify(floors ? { floors } : {}));
    return parsePolicy(secret, tags, settingsOf(configuration, secret));
  };
  const types = [rdsMysql(environment, noCloud), rdsPostgresql(environment, noCloud)];

  it.each(['length=8', 'length=16', 'length=12:symbols=none', 'length=12:profile=uri+shell+pgpass+env'])(
    'is needed for %s, by the name of the secret',
    (password) => {
      for (const { checkPolicy } of types) {
        expect(() => checkPolicy?.(secret, policyOf(password))).toThrow(
          /bits of entropy, fewer than 96; length=17/,
        );
        const others = { 'shop/other': { password: 64 } };
        expect(() => checkPolicy?.(secret, policyOf(password, others))).toThrow(/fewer than 96/);
      }
    },
  );

  it('lowers what a password needs, and not below 64 bits', () => {
    for (const { checkPolicy } of types) {
      const lower = { 'shop/*': { password: 64 } };
      expect(() => checkPolicy?.(secret, policyOf('length=12', lower))).not.toThrow();
      expect(() => checkPolicy?.(secret, policyOf('length=11', lower))).toThrow(/fewer than 64; length=12/);
    }
    expect(() => policyOf('length=12', { '*': { password: 63 } })).toThrow(/64 bits or more/);
  });

  it.each(['length=33', 'length=128'])('has no use for %s, which the service does not take', (password) => {
    for (const { checkPolicy } of types)
      expect(() => checkPolicy?.(secret, policyOf(password))).toThrow(/is not between 8 and 32/);
  });
});

describe('a policy below the floor', () => {
  let scene: Scene;
  let count = 0;
  let name = '';
  beforeAll(async () => {
    scene = await Scene.start();
  });
  afterAll(() => scene[Symbol.asyncDispose]());
  beforeEach(() => {
    count += 1;
    name = `weak-${count}`;
  });

  const weak = { type: 'generic', strategy: 'none', password: 'length=8' };
  const plant = (more: Readonly<Record<string, string>> = {}) =>
    scene.plant('first', { name, tags: { ...weak, ...more } });
  const run = async (...argv: readonly string[]) => {
    const { exitCode, stdout, stderr } = await rotator(scene.cloud, ...argv, name);
    return { exitCode, said: `${stdout}${stderr}` };
  };

  it.each([
    ['rotate'],
    ['rotate', '--emergency', '--reason', 'leak', '--yes'],
    ['rotate', '--end-grace'],
    ['plan'],
  ])('is refused by %s %s, and what would reach it is said', async (...argv) => {
    await plant({ schedule: 'every:30d', grace: '24h' });
    await using evidence = await temporaryDirectory();
    const where = argv.includes('--emergency') ? ['--evidence', evidence.path] : [];
    const { exitCode, said } = await run(...argv.filter((word) => word !== undefined), ...where);
    expect(exitCode).not.toBe(0);
    expect(said).toMatch(/bits of entropy, fewer than 96; length=\d+ is enough/);
    expect(await scene.stages(name)).toEqual({ ACSCurrent: 'v0' });
  });

  it.each(['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const)(
    'is refused by the single step %s, also after an earlier one has made a value',
    async (step) => {
      await plant({ password: 'length=32' });
      if (step !== 'createSecret') await scene.rotate({ token: 't1', step: 'createSecret' }, name);
      await scene.cloud.call('TagResource', {
        SecretName: name,
        Tags: JSON.stringify([{ TagKey: 'rotation:password', TagValue: 'length=8' }]),
      });
      const before = await scene.stages(name);
      await expect(scene.rotate({ token: 't1', step }, name)).rejects.toMatchObject({
        code: 'policy-malformed',
      });
      await expect(scene.rotate({}, name)).rejects.toMatchObject({ code: 'policy-malformed' });
      expect(await scene.stages(name)).toEqual(before);
    },
  );

  it('does not keep a stored value from being verified, or made current again', async () => {
    await plant({ password: 'length=32' });
    await scene.rotate({}, name);
    await scene.cloud.call('TagResource', {
      SecretName: name,
      Tags: JSON.stringify([{ TagKey: 'rotation:password', TagValue: 'length=8' }]),
    });
    expect((await run('verify')).said).not.toMatch(/bits of entropy/);
    expect((await run('rollback')).said).not.toMatch(/bits of entropy/);
    await expect(scene.rotate({}, name)).rejects.toThrow(/bits of entropy/);
  });

  it.each([{ value: 'uuid' }, { value: 'hex:bytes=16' }, { value: 'base64url:bytes=16' }])(
    'is no matter where no password is made: %j',
    async (tags) => {
      await plant(tags);
      expect(await scene.rotate({}, name)).toMatchObject({ Outcome: 'rotated' });
    },
  );

  it.each([
    'hex:bytes=8',
    'hex:bytes=15',
    'base64:bytes=01',
    'base64url:bytes=0',
    'hex:bytes=',
    'uuid:bytes=4',
    'hex:bytes=1e1',
  ])('is not had by random bytes either: %s is no rule', async (value) => {
    await plant({ value });
    await expect(scene.rotate({}, name)).rejects.toMatchObject({ code: 'policy-malformed' });
    expect(await scene.stages(name)).toEqual({ ACSCurrent: 'v0' });
  });

  it('is refused by a sweep that finds it due', async () => {
    const clock = movingClock();
    clock.pass(-40 * 24 * 3_600_000);
    await using aged = await Scene.start({ clock });
    await aged.plant('first', { tags: { ...weak, schedule: 'every:30d' } });
    clock.pass(40 * 24 * 3_600_000);
    const { exitCode, stdout } = await rotator(aged.cloud, 'sweep', '--json', '--no-verify');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/bits of entropy, fewer than 96; length=\d+ is enough/);
    expect(await aged.stages()).toEqual({ ACSCurrent: 'v0' });
  });
});
