import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { type Address, callsTo } from '../../support/sandbox/calls.ts';
import { movingClock } from '../../support/sandbox/moving-clock.ts';
import { assume, newKey, roleTrusting, userWithKey } from '../../support/sandbox/people.ts';
import {
  type Draft,
  draftAcs3,
  draftRpc,
  send,
  signAcs3,
  signRpc,
} from '../../support/sandbox/signed-request.ts';
import { contentsOf, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';

const whoAmI = 'GetCallerIdentity';
const fc = 'fc.aliyuncs.com';

async function start() {
  const clock = movingClock();
  const sandbox = await startSandbox({ clock });
  await roleTrusting(sandbox, 'fn', { Service: fc });
  return { sandbox, clock, [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() };
}

const session = (sandbox: Sandbox, seconds = 900): Address => ({
  ...sandbox,
  ...sandbox.assumeForService({ service: fc, roleName: 'fn', seconds }),
});

const kinds: [string, (key: Address) => Draft][] = [
  ['ACS3', (key) => signAcs3(draftAcs3(key, whoAmI, {}, 'sts'), key)],
  ['HMAC-SHA1', (key) => signRpc(draftRpc(key, whoAmI, {}, 'sts'), key)],
];

const withoutToken = ({ endpoint, regionId, accessKeyId, accessKeySecret }: Address): Address => ({
  endpoint,
  regionId,
  accessKeyId,
  accessKeySecret,
});

describe.each(kinds)('a request signed with a temporary key by %s', (kind, draft) => {
  const ask = async (key: Address) => send(key, draft(key));
  const refused = (Code: string) => ({ status: 400, body: { Code, HttpStatus: 400 } });

  it('is answered while its token is in date', async () => {
    await using running = await start();
    const key = session(running.sandbox);
    running.clock.pass(899_000);
    expect(await ask(key)).toMatchObject({ status: 200, body: { IdentityType: 'AssumedRoleUser' } });
  });

  it('is refused from the moment its token has expired', async () => {
    await using running = await start();
    const key = session(running.sandbox);
    running.clock.pass(900_000);
    expect(await ask(key)).toMatchObject(refused('InvalidSecurityToken.Expired'));
    expect(await ask(session(running.sandbox))).toMatchObject({ status: 200 });
  });

  it('is refused without its token', async () => {
    await using running = await start();
    expect(await ask(withoutToken(session(running.sandbox)))).toMatchObject(refused('MissingSecurityToken'));
  });

  it.each<[string, (token: string) => string]>([
    ['empty', () => ''],
    ['made up', () => 'CAISabc'],
    ['cut', (token) => token.slice(0, -8)],
    ['changed', (token) => token.replace(/^./, (one) => (one === 'A' ? 'B' : 'A'))],
  ])('is refused with a token that is %s', async (_name, spoil) => {
    await using running = await start();
    const key = session(running.sandbox);
    const securityToken = spoil(key.securityToken ?? '');
    expect(await ask({ ...key, securityToken })).toMatchObject(refused('InvalidSecurityToken.Malformed'));
  });

  it('is refused with the token of another key', async () => {
    await using running = await start();
    const { sandbox } = running;
    const [one, other] = [session(sandbox), session(sandbox)];
    const { securityToken = '' } = other;
    const mismatch = refused('InvalidSecurityToken.MismatchWithAccessKey');
    expect(await ask({ ...one, securityToken })).toMatchObject(mismatch);
    expect(await ask({ ...sandbox, securityToken })).toMatchObject(mismatch);
    expect(await ask({ ...(await userWithKey(sandbox, 'alice')), securityToken })).toMatchObject(mismatch);
  });

  it('is refused with another secret', async () => {
    await using running = await start();
    const key = { ...session(running.sandbox), accessKeySecret: 'wrong' };
    expect(await ask(key)).toMatchObject(refused('SignatureDoesNotMatch'));
  });

  it('is refused when the role is gone, and stays so when another takes its name', async () => {
    await using running = await start();
    const { sandbox } = running;
    const key = session(sandbox);
    await callsTo(sandbox, 'ram')('DeleteRole', { RoleName: 'fn' });
    const gone = { status: 404, body: { Code: 'InvalidAccessKeyId.NotFound' } };
    expect(await ask(key)).toMatchObject(gone);
    await roleTrusting(sandbox, 'fn', { Service: fc });
    expect(await ask(key)).toMatchObject(gone);
  });

  it('is refused when the token is added where or after it was not signed', async () => {
    await using running = await start();
    const key = session(running.sandbox);
    const signed = draft(withoutToken(key));
    const { securityToken = '' } = key;
    const inHeader = { ...signed, headers: { ...signed.headers, 'x-acs-security-token': securityToken } };
    const inQuery = { ...signed, query: { ...signed.query, SecurityToken: securityToken } };
    const codes = [];
    for (const slipped of [inHeader, inQuery]) codes.push(Object(await send(key, slipped)).body.Code);
    expect(codes).toEqual(
      kind === 'ACS3'
        ? ['IncompleteSignature', 'MissingSecurityToken']
        : ['MissingSecurityToken', 'SignatureDoesNotMatch'],
    );
  });
});

describe('a temporary key', () => {
  it('expires in the middle of a rotation', async () => {
    await using running = await start();
    const key = session(running.sandbox);
    const call = callsTo(key, 'sts');
    expect(await call(whoAmI)).toHaveProperty('RoleId');
    running.clock.pass(3_600_000);
    expect(await call(whoAmI)).toMatchObject({ failed: 'InvalidSecurityToken.Expired', status: 400 });
    expect(await callsTo(session(running.sandbox), 'sts')(whoAmI)).toHaveProperty('RoleId');
  });
});

describe('a directory', () => {
  /** Everything that must not be in a file or a log in plain. */
  const secretsOf = (...keys: Address[]) =>
    keys.flatMap(({ accessKeySecret, securityToken }) => [accessKeySecret, securityToken ?? accessKeySecret]);

  it('keeps users, keys, roles, policies and sessions over a restart', async () => {
    await using directory = await temporaryDirectory();
    const clock = movingClock();
    const first = await startSandbox({ data: directory.path, clock });
    const account = { RAM: `acs:ram::${first.accountId}:root` };
    const listing = { statements: [{ Effect: 'Allow', Action: ['kms:List*', 'sts:*'], Resource: '*' }] };
    const arn = await roleTrusting(first, 'fn', account, listing);
    const alice = await userWithKey(first, 'alice', listing);
    const assumed = await assume(alice, arn);
    await first[Symbol.asyncDispose]();

    await using second = await startSandbox({ data: directory.path, clock });
    for (const key of [alice, assumed]) {
      const moved = { ...key, endpoint: second.endpoint };
      expect(await callsTo(moved)('ListSecrets')).toHaveProperty('TotalCount');
      expect(await callsTo(moved)('GetRandomPassword')).toHaveProperty('denial');
    }
    const named = { UserName: 'alice', UserAccessKeyId: alice.accessKeyId };
    expect(await callsTo(second, 'ram')('GetAccessKeyLastUsed', named)).toMatchObject({
      AccessKeyLastUsed: { LastUsedDate: expect.stringMatching(/Z$/) },
    });
    clock.pass(3_600_000);
    expect(await callsTo({ ...assumed, endpoint: second.endpoint })('ListSecrets')).toMatchObject({
      failed: 'InvalidSecurityToken.Expired',
    });
  });

  it('tells the last use also when nothing was written between', async () => {
    await using directory = await temporaryDirectory();
    const clock = movingClock();
    const first = await startSandbox({ data: directory.path, clock });
    const alice = await userWithKey(first, 'alice');
    const lastUsed = async (sandbox: Sandbox) => {
      const named = { UserName: 'alice', UserAccessKeyId: alice.accessKeyId };
      return Date.parse(
        Object(await callsTo(sandbox, 'ram')('GetAccessKeyLastUsed', named)).AccessKeyLastUsed.LastUsedDate,
      );
    };
    await callsTo(alice, 'sts')(whoAmI);
    clock.pass(300_000);
    await callsTo(alice, 'sts')(whoAmI);
    clock.pass(30_000);
    await callsTo(alice, 'sts')(whoAmI);
    const told = await lastUsed(first);
    await first[Symbol.asyncDispose]();
    await using second = await startSandbox({ data: directory.path, clock });
    const after = await lastUsed(second);
    expect(after).toBeLessThanOrEqual(told);
    expect(told - after).toBeLessThanOrEqual(60_000);
  });

  it('and its audit hold no secret of a key and no token', async () => {
    await using directory = await temporaryDirectory();
    const sandbox = await startSandbox({ data: directory.path });
    const account = { RAM: `acs:ram::${sandbox.accountId}:root` };
    const arn = await roleTrusting(sandbox, 'fn', account);
    const alice = await userWithKey(sandbox, 'alice', { system: ['AliyunSTSAssumeRoleAccess'] });
    const second = await newKey(sandbox, 'alice');
    const assumed = await assume(alice, arn);
    const answers = [];
    for (const key of [alice, second, assumed]) {
      answers.push(await callsTo(key)('ListSecrets'), await callsTo(key, 'ram')('CreateAccessKey'));
      answers.push(await send(key, signRpc(draftRpc(key, 'ListSecrets', {}), key)));
      answers.push(
        await send(key, signRpc(draftRpc(key, 'ListSecrets', {}), { ...key, accessKeySecret: 'x' })),
      );
    }
    const places = new Map([
      ['the answers', inspect(answers, { depth: null })],
      ['the audit', JSON.stringify(sandbox.audit.records)],
      ['the sandbox', inspect(sandbox, { depth: null, showHidden: true })],
    ]);
    expect(answers.filter((answer) => JSON.stringify(answer).includes('"RequestId"'))).not.toEqual([]);
    await sandbox[Symbol.asyncDispose]();
    for (const [name, content] of await contentsOf(directory.path))
      places.set(name, content.toString('latin1'));
    expect([...places.keys()]).toContain('journal');
    for (const secret of secretsOf(alice, second, assumed))
      for (const spelling of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
        for (const [place, text] of places)
          expect(text.includes(spelling), `a secret of a key in ${place}`).toBe(false);
  });
});
