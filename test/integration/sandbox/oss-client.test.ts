import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { bucket, bytes, ossClientOf, refusal } from '../../support/sandbox/oss-client.ts';
import { userWithKey } from '../../support/sandbox/people.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

describe('the official client for OSS', () => {
  it.each(['rds-mysql/0123456789abcdef.zip', 'a b+c&d=ü/(1)!.zip'])(
    'puts an object and gets the same bytes back: %s',
    async (name) => {
      const client = ossClientOf(sandbox);
      await client.putBucket(bucket);
      await client.put(name, bytes);
      const got = await client.get(name);
      expect(got.content).toEqual(bytes);
      expect(got.res.headers).toMatchObject({
        etag: `"${createHash('md5').update(bytes).digest('hex').toUpperCase()}"`,
        'x-oss-hash-crc64ecma': expect.stringMatching(/^\d+$/),
      });
      const { res } = await client.head(name);
      expect(res.headers).toMatchObject({ 'content-length': String(bytes.length) });
      await client.delete(name);
      expect(await refusal(client.head(name))).toBe('404 NoSuchKey');
    },
  );

  it.each([
    ['a wrong secret', { accessKeySecret: 'wrong' }, '403 SignatureDoesNotMatch'],
    ['a key that is not there', { accessKeyId: 'nobody' }, '403 InvalidAccessKeyId'],
    ['the signature of another region', { region: 'oss-cn-beijing' }, '403 SignatureDoesNotMatch'],
    ['the older signature', Object({ authorizationV4: false }), '400 InvalidArgument'],
    ['a token that was not made here', { stsToken: 'x' }, '403 InvalidSecurityToken'],
  ])('is refused with %s', async (_, more, expected) => {
    await ossClientOf(sandbox).putBucket(bucket);
    expect(await refusal(ossClientOf(sandbox, more).put('x', bytes))).toBe(expected);
  });

  it('is refused with what its caller may not do, object by object', async () => {
    const statement = { Effect: 'Allow', Action: 'oss:PutObject', Resource: `acs:oss:*:*:${bucket}/mine/*` };
    const user = await userWithKey(sandbox, 'u', { statements: [statement] });
    await ossClientOf(sandbox).putBucket(bucket);
    const client = ossClientOf(user);
    expect(await refusal(client.put('mine/x', bytes))).toBe('not refused');
    expect(await refusal(client.put('other/x', bytes))).toBe('403 AccessDenied');
    expect(await refusal(client.get('mine/x'))).toBe('403 AccessDenied');
    expect(await refusal(client.putBucket('another'))).toBe('403 AccessDenied');
  });

  it('is told of a throttled call in the words of OSS', async () => {
    const client = ossClientOf(sandbox);
    await client.putBucket(bucket);
    sandbox.faults.ask({ fault: { kind: 'throttle' }, action: 'PutObject' });
    expect(await refusal(client.put('x', bytes))).toBe('503 DownloadTrafficRateLimitExceeded');
  });
});

it('keeps objects over a restart, and not in the clear', async () => {
  await using directory = await temporaryDirectory();
  const first = await startSandbox({ data: directory.path });
  await ossClientOf(first).putBucket(bucket);
  await ossClientOf(first).put('x', Buffer.from('C4n4ryC4n4ry'));
  await first[Symbol.asyncDispose]();
  const journal = await readFile(`${directory.path}/journal`, 'utf8');
  expect(journal).not.toContain(Buffer.from('C4n4ryC4n4ry').toString('base64'));
  await using second = await startSandbox({ data: directory.path });
  expect((await ossClientOf(second).get('x')).content).toEqual(Buffer.from('C4n4ryC4n4ry'));
});
