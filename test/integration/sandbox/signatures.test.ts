import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../shared/runtime/system-clock.ts';
import { rootIdentity } from '../../../shared/sandbox/identity.ts';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { acs3Signature, acs3StringToSign } from '../../../shared/sandbox/signatures/acs3.ts';
import { authenticate } from '../../../shared/sandbox/signatures/authenticate.ts';
import { Nonces } from '../../../shared/sandbox/signatures/nonces.ts';
import { rpcSignature, rpcStringToSign } from '../../../shared/sandbox/signatures/rpc.ts';
import {
  type Draft,
  draftAcs3,
  draftRpc,
  isoSeconds,
  send,
  signAcs3,
  signRpc,
} from '../../support/sandbox/signed-request.ts';

const action = 'GetRandomPassword';
const minute = 60_000;

const edited = (draft: Draft, change: Partial<Draft>): Draft => ({ ...draft, ...change });
const withHeader = (draft: Draft, name: string, value: string) =>
  edited(draft, { headers: { ...draft.headers, [name]: value } });
const withParameter = (draft: Draft, name: string, value: string) =>
  edited(draft, { query: { ...draft.query, [name]: value } });
const without = (record: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const acs3 = (sandbox: Sandbox, query = {}) => draftAcs3(sandbox, action, query);
const rpc = (sandbox: Sandbox, query = {}) => draftRpc(sandbox, action, query);

const formType = 'application/x-www-form-urlencoded';
function withForm(draft: Draft, body: string): Draft {
  const typed = withHeader(edited(draft, { body }), 'content-type', formType);
  return withHeader(typed, 'x-acs-content-sha256', sha256(body));
}

describe('a published test vector', () => {
  it('has the ACS3-HMAC-SHA256 signature that the official client computes', () => {
    const headers = new Map([
      ['host', 'kms.cn-hangzhou.aliyuncs.com'],
      ['x-acs-action', 'GetSecretValue'],
      ['x-acs-content-sha256', sha256('')],
      ['x-acs-date', '2026-01-02T03:04:05Z'],
      ['x-acs-signature-nonce', 'nonce-1'],
      ['x-acs-version', '2016-01-20'],
    ]);
    const request = {
      method: 'POST',
      path: '/',
      headers,
      query: new Map([
        ['VersionStage', 'ACSCurrent'],
        ['SecretName', 'secret001'],
      ]),
      body: Buffer.alloc(0),
      remoteAddress: '',
    };
    expect(acs3Signature('testsecret', acs3StringToSign(request, [...headers.keys()]))).toBe(
      '79c039f65e3d61cbed3d78cf6d78ade18bff05eb85482c6e75373d3b3b908f42',
    );
  });

  it('has the HMAC-SHA1 signature that the documentation signs its example with', () => {
    const parameters = new Map([
      ['Action', 'CreateKey'],
      ['SignatureVersion', '1.0'],
      ['Format', 'json'],
      ['Version', '2016-01-20'],
      ['AccessKeyId', 'testid'],
      ['SignatureMethod', 'HMAC-SHA1'],
      ['Timestamp', '2016-03-28T03:13:08Z'],
    ]);
    expect(rpcSignature('testsecret', rpcStringToSign('GET', parameters))).toBe(
      '41wk2SSX1GJh7fwnc5eqOfiJPFg=',
    );
  });
});

describe('a request that is signed as it should be', () => {
  const good: [string, (sandbox: Sandbox) => Draft][] = [
    ['ACS3, parameters in the query', (s) => signAcs3(acs3(s, { PasswordLength: '9' }), s)],
    ['ACS3 by GET', (s) => signAcs3(edited(acs3(s), { method: 'GET' }), s)],
    ['ACS3, parameters in a form', (s) => signAcs3(withForm(acs3(s), 'PasswordLength=9'), s)],
    [
      'ACS3, marks that encoders disagree about',
      (s) => signAcs3(acs3(s, { ExcludeCharacters: "!'()*~ +/%&=ä" }), s),
    ],
    [
      'ACS3, 14 minutes late',
      (s) => signAcs3(withHeader(acs3(s), 'x-acs-date', isoSeconds(Date.now() - 14 * minute)), s),
    ],
    ['HMAC-SHA1 by GET', (s) => signRpc(rpc(s, { PasswordLength: '9' }), s)],
    [
      'HMAC-SHA1, parameters in a form',
      (s) =>
        signRpc(
          edited(rpc(s), {
            method: 'POST',
            body: 'PasswordLength=9',
            headers: { 'content-type': formType },
          }),
          s,
        ),
    ],
    [
      'HMAC-SHA1 without a nonce',
      (s) => signRpc(edited(rpc(s), { query: without(rpc(s).query, 'SignatureNonce') }), s),
    ],
  ];
  it.each(good)('is answered: %s', async (_, make) => {
    await using sandbox = await startSandbox();
    expect(await send(sandbox, make(sandbox))).toMatchObject({
      status: 200,
      body: { RandomPassword: expect.any(String) },
    });
  });
});

describe('a request that is not signed as it should be', () => {
  const bad: [string, (sandbox: Sandbox) => Draft, number, string][] = [
    ['no signature', (s) => acs3(s), 400, 'MissingAccessKeyId'],
    [
      'ACS3 with another secret',
      (s) => signAcs3(acs3(s), { ...s, accessKeySecret: 'x' }),
      400,
      'SignatureDoesNotMatch',
    ],
    [
      'ACS3 with an unknown key',
      (s) => signAcs3(acs3(s), { ...s, accessKeyId: 'LTAI5tx' }),
      404,
      'InvalidAccessKeyId.NotFound',
    ],
    [
      'ACS3, a parameter changed',
      (s) => withParameter(signAcs3(acs3(s, { PasswordLength: '9' }), s), 'PasswordLength', '10'),
      400,
      'SignatureDoesNotMatch',
    ],
    [
      'ACS3, a parameter added',
      (s) => withParameter(signAcs3(acs3(s), s), 'ExcludeNumbers', 'true'),
      400,
      'SignatureDoesNotMatch',
    ],
    [
      'ACS3, the action changed',
      (s) => withHeader(signAcs3(acs3(s), s), 'x-acs-action', 'ListSecrets'),
      400,
      'SignatureDoesNotMatch',
    ],
    [
      'ACS3, the method changed',
      (s) => edited(signAcs3(acs3(s), s), { method: 'GET' }),
      400,
      'SignatureDoesNotMatch',
    ],
    [
      'ACS3, the body changed',
      (s) => edited(signAcs3(withForm(acs3(s), 'PasswordLength=9'), s), { body: 'PasswordLength=8' }),
      400,
      'SignatureDoesNotMatch',
    ],
    [
      'ACS3, the body and its hash changed',
      (s) => withForm(signAcs3(withForm(acs3(s), 'PasswordLength=9'), s), 'PasswordLength=8'),
      400,
      'SignatureDoesNotMatch',
    ],
    [
      'ACS3, a body whose type is not signed',
      (s) => {
        const draft = withForm(acs3(s), 'PasswordLength=9');
        return signAcs3(draft, s, Object.keys(without(draft.headers, 'content-type')));
      },
      400,
      'IncompleteSignature',
    ],
    ...[
      'host',
      'x-acs-action',
      'x-acs-version',
      'x-acs-date',
      'x-acs-signature-nonce',
      'x-acs-content-sha256',
    ].map((name): [string, (sandbox: Sandbox) => Draft, number, string] => [
      `ACS3, ${name} not signed`,
      (s) => signAcs3(acs3(s), s, Object.keys(without(acs3(s).headers, name))),
      400,
      'IncompleteSignature',
    ]),
    [
      'ACS3, 16 minutes late',
      (s) => signAcs3(withHeader(acs3(s), 'x-acs-date', isoSeconds(Date.now() - 16 * minute)), s),
      400,
      'InvalidTimeStamp.Expired',
    ],
    [
      'ACS3, 16 minutes early',
      (s) => signAcs3(withHeader(acs3(s), 'x-acs-date', isoSeconds(Date.now() + 16 * minute)), s),
      400,
      'InvalidTimeStamp.Expired',
    ],
    [
      'ACS3, a date in another form',
      (s) => signAcs3(withHeader(acs3(s), 'x-acs-date', new Date().toUTCString()), s),
      400,
      'InvalidTimeStamp.Format',
    ],
    [
      'ACS3, an empty nonce',
      (s) => signAcs3(withHeader(acs3(s), 'x-acs-signature-nonce', ''), s),
      400,
      'MissingSignatureNonce',
    ],
    [
      'another algorithm',
      (s) => withHeader(acs3(s), 'authorization', 'ACS3-HMAC-SM3 Credential=a,SignedHeaders=b,Signature=c'),
      400,
      'InvalidSignatureMethod',
    ],
    [
      'a mutilated Authorization header',
      (s) => withHeader(acs3(s), 'authorization', 'ACS3-HMAC-SHA256 Credential=a'),
      400,
      'IncompleteSignature',
    ],
    [
      'HMAC-SHA1 with another secret',
      (s) => signRpc(rpc(s), { ...s, accessKeySecret: 'x' }),
      400,
      'SignatureDoesNotMatch',
    ],
    [
      'HMAC-SHA1 with an unknown key',
      (s) => signRpc(rpc({ ...s, accessKeyId: 'LTAI5tx' }), s),
      404,
      'InvalidAccessKeyId.NotFound',
    ],
    [
      'HMAC-SHA1, the action changed',
      (s) => withParameter(signRpc(rpc(s), s), 'Action', 'ListSecrets'),
      400,
      'SignatureDoesNotMatch',
    ],
    [
      'HMAC-SHA1, a form added',
      (s) =>
        edited(signRpc(edited(rpc(s), { method: 'POST' }), s), {
          body: 'PasswordLength=9',
          headers: { 'content-type': formType },
        }),
      400,
      'SignatureDoesNotMatch',
    ],
    [
      'HMAC-SHA1 under another name',
      (s) => signRpc(withParameter(rpc(s), 'SignatureMethod', 'HMAC-MD5'), s),
      400,
      'InvalidSignatureMethod',
    ],
    [
      'HMAC-SHA1 of another version',
      (s) => signRpc(withParameter(rpc(s), 'SignatureVersion', '2.0'), s),
      400,
      'IncompleteSignature',
    ],
    ['HMAC-SHA1 without a signature', (s) => rpc(s), 400, 'MissingSignature'],
    [
      'HMAC-SHA1, 16 minutes late',
      (s) => signRpc(withParameter(rpc(s), 'Timestamp', isoSeconds(Date.now() - 16 * minute)), s),
      400,
      'InvalidTimeStamp.Expired',
    ],
  ];
  it.each(bad)('is refused: %s', async (_, make, status, Code) => {
    await using sandbox = await startSandbox();
    expect(await send(sandbox, make(sandbox))).toMatchObject({
      status,
      body: { HttpStatus: status, Code, RequestId: expect.any(String), Message: expect.any(String) },
    });
  });

  it.each([
    ['ACS3', (s: Sandbox) => signAcs3(acs3(s), s)],
    ['HMAC-SHA1', (s: Sandbox) => signRpc(rpc(s), s)],
    [
      'HMAC-SHA1 without a nonce',
      (s: Sandbox) => signRpc(edited(rpc(s), { query: without(rpc(s).query, 'SignatureNonce') }), s),
    ],
  ])('is refused the second time it is sent: %s', async (_, make) => {
    await using sandbox = await startSandbox();
    const draft = make(sandbox);
    expect(await send(sandbox, draft)).toMatchObject({ status: 200 });
    expect(await send(sandbox, draft)).toMatchObject({ status: 400, body: { Code: 'SignatureNonceUsed' } });
  });

  it('uses up no nonce of the key it names', async () => {
    await using sandbox = await startSandbox();
    const draft = acs3(sandbox);
    await send(sandbox, signAcs3(draft, { ...sandbox, accessKeySecret: 'x' }));
    expect(await send(sandbox, signAcs3(draft, sandbox))).toMatchObject({ status: 200 });
  });

  it('cannot choose the action in a header that the older signature does not cover', async () => {
    await using sandbox = await startSandbox();
    const draft = signRpc(rpc(sandbox), sandbox);
    expect(await send(sandbox, withHeader(draft, 'x-acs-action', 'ListSecrets'))).toMatchObject({
      body: { RandomPassword: expect.any(String) },
    });
  });

  it('is refused when its key is inactive', () => {
    const key = {
      accessKeyId: 'LTAI5t',
      accessKeySecret: 'secret',
      status: 'Inactive' as const,
      identity: rootIdentity('1'),
    };
    const gatekeeper = {
      clock: systemClock,
      nonces: new Nonces(),
      regionId: 'cn-hangzhou',
      findAccessKey: () => key,
    };
    const address = { endpoint: 'http://127.0.0.1:1', regionId: '', ...key };
    const { headers, query, method } = signAcs3(draftAcs3(address, action, {}), address);
    const request = {
      method,
      path: '/',
      headers: new Map(Object.entries(headers)),
      query: new Map(Object.entries(query)),
      body: Buffer.alloc(0),
      remoteAddress: '',
    };
    expect(() => authenticate(gatekeeper, request)).toThrow(
      expect.objectContaining({ status: 400, code: 'InvalidAccessKeyId.Inactive' }),
    );
  });
});

describe('nonces', () => {
  it('are refused while they would still be in date, and forgotten after', () => {
    const nonces = new Nonces();
    expect(nonces.add('a', 0, 100)).toBe(true);
    expect(nonces.add('a', 100, 200)).toBe(false);
    expect(nonces.add('a', 101, 200)).toBe(true);
  });
});

describe('the gateway', () => {
  it.each([
    [
      'an unknown action',
      (s: Sandbox) => signAcs3(draftAcs3(s, 'MakeCoffee', {}), s),
      'InvalidAction.NotFound',
    ],
    [
      'an unknown version',
      (s: Sandbox) => signAcs3(withHeader(acs3(s), 'x-acs-version', '2014-01-01'), s),
      'InvalidAction.NotFound',
    ],
    [
      'another method',
      (s: Sandbox) => signAcs3(edited(acs3(s), { method: 'PUT' }), s),
      'UnsupportedHTTPMethod',
    ],
  ])('refuses %s', async (_, make, Code) => {
    await using sandbox = await startSandbox();
    expect(await send(sandbox, make(sandbox))).toMatchObject({ body: { Code } });
  });

  it('refuses a path that is not its own, which the older signature does not cover', async () => {
    await using sandbox = await startSandbox();
    const draft = signRpc(rpc(sandbox), sandbox);
    const query = new URLSearchParams(draft.query);
    expect(await send(sandbox, draft, `/x?${query}`)).toMatchObject({
      status: 404,
      body: { Code: 'InvalidAction.NotFound' },
    });
  });

  it('refuses a parameter that is given twice', async () => {
    await using sandbox = await startSandbox();
    const draft = signAcs3(acs3(sandbox, { PasswordLength: '9' }), sandbox);
    expect(await send(sandbox, draft, '/?PasswordLength=9&PasswordLength=9')).toMatchObject({
      status: 400,
      body: { Code: 'InvalidParameter' },
    });
  });

  it('refuses a body that is too large, and goes on', async () => {
    await using sandbox = await startSandbox();
    const large = withForm(acs3(sandbox), `PasswordLength=${'9'.repeat(5_000_000)}`);
    const refused = await send(sandbox, signAcs3(large, sandbox)).catch((error: Error) => error);
    if (!(refused instanceof Error)) expect(refused).toMatchObject({ status: 413 });
    expect(await send(sandbox, signAcs3(acs3(sandbox), sandbox))).toMatchObject({ status: 200 });
  });
});
