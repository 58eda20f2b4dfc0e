import { describe, expect, it } from 'vitest';
import { decide } from '../../../shared/sandbox/policies/decide.ts';
import { PolicyDocument, readDocument } from '../../../shared/sandbox/policies/document.ts';
import { TrustDocument, trusts } from '../../../shared/sandbox/policies/trust-document.ts';

const arn = 'acs:kms:cn-hangzhou:1:secret/app/db';
const context = {
  'acs:CurrentTime': '2026-03-01T12:00:00Z',
  'acs:SourceIp': '10.1.2.3',
  'acs:SecureTransport': 'false',
  'test:number': '5',
};

// Nobody calls from there.
const never = { StringEquals: { 'acs:SourceIp': 'nowhere' } };

const statement = (change: object) => ({
  Effect: 'Allow',
  Action: 'kms:GetSecretValue',
  Resource: arn,
  ...change,
});
const read = (...statements: object[]) =>
  readDocument(PolicyDocument, JSON.stringify({ Version: '1', Statement: statements }));
const ask = (action: string, resource: string, ...statements: object[]) =>
  decide(statements.length > 0 ? [read(...statements)] : [], { action, resource, context });

describe('a policy', () => {
  const allow = statement({});
  const deny = statement({ Effect: 'Deny' });
  const everything = statement({ Action: '*', Resource: '*' });

  it.each<[string, object[], string]>([
    ['nothing', [], 'ImplicitDeny'],
    ['an Allow', [allow], 'Allow'],
    ['an Allow of something else', [statement({ Action: 'kms:PutSecretValue' })], 'ImplicitDeny'],
    ['an Allow of another resource', [statement({ Resource: `${arn}2` })], 'ImplicitDeny'],
    ['an Allow before a Deny', [everything, deny], 'ExplicitDeny'],
    ['an Allow after a Deny', [deny, everything], 'ExplicitDeny'],
    ['a Deny of something else', [everything, statement({ Effect: 'Deny', Action: 'ram:*' })], 'Allow'],
    ['a list of actions', [statement({ Action: ['ram:*', 'kms:GetSecretValue'] })], 'Allow'],
    ['a list of resources', [statement({ Resource: ['acs:kms:*:*:secret/x', arn] })], 'Allow'],
    [
      'a Deny whose condition does not hold',
      [allow, statement({ Effect: 'Deny', Condition: never })],
      'Allow',
    ],
    ['an Allow whose condition does not hold', [statement({ Condition: never })], 'ImplicitDeny'],
  ])('of %s decides', (_, statements, decision) => {
    expect(ask('kms:GetSecretValue', arn, ...statements)).toBe(decision);
  });

  it('is overruled by a Deny in another policy', () => {
    const question = { action: 'kms:GetSecretValue', resource: arn, context };
    expect(decide([read(everything), read(deny)], question)).toBe('ExplicitDeny');
  });

  it.each([
    ['kms:GetSecretValue', 'kms:GetSecretValue', true],
    ['KMS:getsecretVALUE', 'kms:GetSecretValue', true],
    ['kms:Get*', 'kms:GetSecretValue', true],
    ['kms:*Value', 'kms:GetSecretValue', true],
    ['kms:GetSecretValu?', 'kms:GetSecretValue', true],
    ['kms:GetSecretValue?', 'kms:GetSecretValue', false],
    ['kms:Get', 'kms:GetSecretValue', false],
    ['ms:GetSecretValue', 'kms:GetSecretValue', false],
    ['ram:*', 'kms:GetSecretValue', false],
    ['*', 'kms:GetSecretValue', true],
  ])('with the action %s: covers %s is %s', (Action, action, covered) => {
    expect(ask(action, arn, statement({ Action })) === 'Allow').toBe(covered);
  });

  it.each([
    [arn, arn, true],
    ['acs:kms:*:*:secret/app/db', arn, true],
    ['acs:kms:*:1:secret/app/*', arn, true],
    ['acs:kms:cn-*:1:secret/app/d?', arn, true],
    ['acs:kms:*:*:*', arn, true],
    ['*', arn, true],
    ['acs:kms:*:*:secret/APP/db', arn, false],
    ['acs:kms:*:2:secret/app/db', arn, false],
    ['acs:kms:eu-*:1:secret/app/db', arn, false],
    ['acs:ram:*:*:*', arn, false],
    ['acs:kms:*:*:secret', arn, false],
    ['acs:kms:*:*:secret/app.db', arn, false],
    ['acs:*:1:secret/app:db', 'acs:kms:r:1:secret/app:db', false],
    ['acs:kms:*:*:secret/*', 'acs:kms:cn-hangzhou:1:secret', false],
    ['acs:ram:*:1:user/a', 'acs:ram::1:user/a', true],
    ['acs:ram::1:user/a', 'acs:ram::1:user/a', true],
    ['acs:ram:cn-hangzhou:1:user/a', 'acs:ram::1:user/a', false],
    ['acs:ram:*:1:user/a', 'acs:ram::1:user/*', false],
    ['acs:kms:*:*:*', '*', false],
    ['*', '*', true],
  ])('with the resource %s: covers %s is %s', (Resource, resource, covered) => {
    expect(ask('kms:GetSecretValue', resource, statement({ Resource })) === 'Allow').toBe(covered);
  });
});

describe('a condition', () => {
  const ip = (value: string | string[]) => ({ 'acs:SourceIp': value });
  const time = (value: string) => ({ 'acs:CurrentTime': value });
  const number = (value: string | number) => ({ 'test:number': value });

  it.each<[object, boolean]>([
    [{ StringEquals: ip('10.1.2.3') }, true],
    [{ StringEquals: ip('10.1.2.4') }, false],
    [{ StringEquals: ip(['10.1.2.4', '10.1.2.3']) }, true],
    [{ StringNotEquals: ip('10.1.2.4') }, true],
    [{ StringNotEquals: ip(['10.1.2.4', '10.1.2.3']) }, false],
    [{ StringEquals: time('2026-03-01t12:00:00z') }, false],
    [{ StringEqualsIgnoreCase: time('2026-03-01t12:00:00z') }, true],
    [{ StringNotEqualsIgnoreCase: time('2026-03-01t12:00:00z') }, false],
    [{ StringLike: ip('10.1.*') }, true],
    [{ StringLike: ip('10.2.*') }, false],
    [{ StringEquals: ip('10.1.*') }, false],
    [{ StringNotLike: ip('10.1.*') }, false],
    [{ StringNotLike: ip('10.2.*') }, true],
    [{ NumericEquals: number('5.0') }, true],
    [{ NumericNotEquals: number(5) }, false],
    [{ NumericLessThan: number(5) }, false],
    [{ NumericLessThan: number(10) }, true],
    [{ NumericLessThanEquals: number(5) }, true],
    [{ NumericLessThanEquals: number(4) }, false],
    [{ NumericGreaterThan: number(5) }, false],
    [{ NumericGreaterThan: number(4) }, true],
    [{ NumericGreaterThanEquals: number(5) }, true],
    [{ NumericGreaterThanEquals: number(6) }, false],
    [{ DateEquals: time('2026-03-01T20:00:00+08:00') }, true],
    [{ DateNotEquals: time('2026-03-01T20:00:00+08:00') }, false],
    [{ DateLessThan: time('2026-03-01T19:00:00+08:00') }, false],
    [{ DateLessThan: time('2026-03-01T21:00:00+08:00') }, true],
    [{ DateLessThanEquals: time('2026-03-01T12:00:00Z') }, true],
    [{ DateGreaterThan: time('2026-03-01T12:00:00Z') }, false],
    [{ DateGreaterThan: time('2026-03-01T19:00:00+08:00') }, true],
    [{ DateGreaterThanEquals: time('2026-03-01T12:00:01Z') }, false],
    [{ Bool: { 'acs:SecureTransport': 'false' } }, true],
    [{ Bool: { 'acs:SecureTransport': false } }, true],
    [{ Bool: { 'acs:SecureTransport': true } }, false],
    [{ IpAddress: ip('10.1.0.0/16') }, true],
    [{ IpAddress: ip('10.1.2.3') }, true],
    [{ IpAddress: ip('10.1.2.2/31') }, true],
    [{ IpAddress: ip('10.1.2.4/30') }, false],
    [{ IpAddress: ip(['192.168.0.0/16', '10.0.0.0/8']) }, true],
    [{ IpAddress: ip('2001:db8::/32') }, false],
    [{ NotIpAddress: ip('10.1.0.0/16') }, false],
    [{ NotIpAddress: ip('192.168.0.0/16') }, true],
    // All operators and all keys must hold.
    [{ StringEquals: ip('10.1.2.3'), Bool: { 'acs:SecureTransport': 'true' } }, false],
    [{ StringEquals: { ...ip('10.1.2.3'), ...time('never') } }, false],
    // A key the request has no value for matches nothing.
    [{ StringEquals: { 'kms:tag/team': 'a' } }, false],
    [{ StringNotEquals: { 'kms:tag/team': 'a' } }, false],
  ])('%j holds: %s', (Condition, allowed) => {
    expect(ask('kms:GetSecretValue', arn, statement({ Condition })) === 'Allow').toBe(allowed);
  });
});

describe('a policy document', () => {
  const document = (change: object) =>
    JSON.stringify({ Version: '1', Statement: [statement({})], ...change });
  const with1 = (change: object) => document({ Statement: [statement(change)] });

  it.each([
    ['no JSON', '{', 'no JSON'],
    ['a list', '[]', 'the document'],
    ['another version', document({ Version: '2' }), 'Version'],
    ['no version', document({ Version: undefined }), 'Version'],
    ['no statement', document({ Statement: [] }), 'Statement'],
    ['an unknown element', document({ Id: 'x' }), 'not known'],
    ['an unknown element in a statement', with1({ Actions: 'x' }), 'Statement.0'],
    ['another effect', with1({ Effect: 'allow' }), 'Statement.0.Effect'],
    ['no action', with1({ Action: undefined }), 'Statement.0.Action'],
    ['an empty list of actions', with1({ Action: [] }), 'Statement.0.Action'],
    ['an action without a service', with1({ Action: 'GetSecretValue' }), 'Statement.0.Action'],
    ['no resource', with1({ Resource: undefined }), 'Statement.0.Resource'],
    ['a resource that is no ARN', with1({ Resource: 'secret/app' }), 'Statement.0.Resource'],
    ['a resource of too few parts', with1({ Resource: 'acs:kms:*:secret' }), 'Statement.0.Resource'],
    ['NotAction', with1({ NotAction: 'kms:*' }), 'does not evaluate NotAction'],
    ['NotResource', with1({ NotResource: '*' }), 'does not evaluate NotResource'],
    ['a principal', with1({ Principal: { RAM: ['*'] } }), 'not known'],
    ['an unknown operator', with1({ Condition: { StringIs: { a: 'b' } } }), 'no such operator'],
    ['a number that is none', with1({ Condition: { NumericEquals: { a: 'b' } } }), 'cannot read'],
    ['a date that is none', with1({ Condition: { DateEquals: { a: 'b' } } }), 'cannot read'],
    ['a flag that is none', with1({ Condition: { Bool: { a: 'b' } } }), 'cannot read'],
    ['a network that is none', with1({ Condition: { IpAddress: { a: '10.0.0.0/33' } } }), 'cannot read'],
    ['a condition without values', with1({ Condition: { StringEquals: { a: [] } } }), 'StringEquals'],
  ])('with %s is refused', (_, text, where) => {
    expect(() => readDocument(PolicyDocument, text)).toThrow(
      expect.objectContaining({ code: 'MalformedPolicyDocument', message: expect.stringContaining(where) }),
    );
  });
});

describe('a role', () => {
  const trust = (Principal: object, more: object = {}) => ({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal,
    ...more,
  });
  const readTrust = (...statements: object[]) =>
    readDocument(TrustDocument, JSON.stringify({ Version: '1', Statement: statements }));
  const alice = { kind: 'ram', arns: ['acs:ram::1:root', 'acs:ram::1:user/alice'] } as const;
  const fc = { kind: 'service', name: 'fc.aliyuncs.com' } as const;
  const account = { RAM: ['acs:ram::1:root'] };

  it.each<[string, object[], typeof alice | typeof fc, boolean]>([
    ['the account', [trust(account)], alice, true],
    ['another account', [trust({ RAM: 'acs:ram::2:root' })], alice, false],
    ['the user', [trust({ RAM: 'acs:ram::1:user/alice' })], alice, true],
    ['another user', [trust({ RAM: 'acs:ram::1:user/bob' })], alice, false],
    ['a service', [trust({ Service: ['fc.aliyuncs.com'] })], fc, true],
    ['another service', [trust({ Service: 'ecs.aliyuncs.com' })], fc, false],
    ['a service, not its users', [trust({ Service: 'fc.aliyuncs.com' })], alice, false],
    ['the account, not a service', [trust(account)], fc, false],
    [
      'all but one',
      [trust(account), trust({ RAM: 'acs:ram::1:user/alice' }, { Effect: 'Deny' })],
      alice,
      false,
    ],
    [
      'on a condition',
      [trust(account, { Condition: { Bool: { 'acs:SecureTransport': 'true' } } })],
      alice,
      false,
    ],
  ])('that trusts %s can be assumed or not', (_, statements, principal, trusted) => {
    expect(trusts(readTrust(...statements), principal, context)).toBe(trusted);
  });

  it.each<[string, object]>([
    ['another action', trust(account, { Action: 'sts:GetCallerIdentity' })],
    ['a resource', trust(account, { Resource: '*' })],
    ['nobody', trust({})],
    ['a principal that is none', trust({ RAM: ['alice'] })],
    ['a service that is none', trust({ Service: ['example.com'] })],
    ['a federation', trust({ Federated: ['x'] })],
  ])('is not made with a document of %s', (_, one) => {
    expect(() => readTrust(one)).toThrow(expect.objectContaining({ code: 'MalformedPolicyDocument' }));
  });
});
