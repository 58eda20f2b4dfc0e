import { describe, expect, it } from 'vitest';
import { SecretId, secretName, VersionId } from '../../../../shared/engine/rotation/store.ts';

const arn = 'acs:kms:cn-hangzhou-1:1234567890:secret';

describe('the id of a secret', () => {
  it.each(['a', 'prod/app+db=1@x.y-z_0', 'x'.repeat(192), `${arn}/prod/app`, `${arn}/${'x'.repeat(192)}`])(
    'may be %s',
    (id) => {
      expect(SecretId.parse(id)).toBe(id);
    },
  );

  it.each([
    '',
    'x'.repeat(193),
    'has space',
    'prod:app',
    `${arn}/`,
    `${arn}/${'x'.repeat(193)}`,
    `see ${arn}/app`,
    'acs:kms:CN:1:secret/app',
    'acs:kms::1:secret/app',
    'acs:kms:cn-hangzhou::secret/app',
    'acs:kms:cn-hangzhou:one:secret/app',
    'acs:kms:cn-hangzhou:1:key/app',
    'app\n',
  ])('may not be %j', (id) => {
    expect(SecretId.safeParse(id).success).toBe(false);
  });
});

it.each([
  ['prod/app', 'prod/app'],
  [`${arn}/prod/app`, 'prod/app'],
  ['prod/secret/app', 'prod/secret/app'],
  [`${arn}/secret/app`, 'secret/app'],
])('the name of %s is %s', (id, name) => {
  expect(secretName(SecretId.parse(id))).toBe(name);
});

describe('the id of a version', () => {
  it.each(['v', '2026-11-25_nightly.1', 'x'.repeat(64)])('may be %s', (id) => {
    expect(VersionId.parse(id)).toBe(id);
  });

  it.each(['', 'x'.repeat(65), 'a b', 'a/b', 'a:b', 'v1\n'])('may not be %j', (id) => {
    expect(VersionId.safeParse(id).success).toBe(false);
  });
});
