import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import OSS from 'ali-oss';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Sandbox, startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import type { Address } from '../../../support/sandbox/calls.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import { temporaryDirectory } from '../../../support/sandbox/temporary-directory.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

const bucket = 'code-of-mine';

/** The official client, unchanged, with the newer of its two signatures. */
function clientOf(
  { endpoint, regionId, accessKeyId, accessKeySecret }: Address,
  more: Partial<OSS.Options> = {},
) {
  return new OSS({
    endpoint,
    region: `oss-${regionId}`,
    accessKeyId,
    accessKeySecret,
    bucket,
    retryMax: 0,
    ...Object({ authorizationV4: true }),
    ...more,
  });
}

const Failed = z.object({ code: z.string(), status: z.number() });

async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'not refused';
  } catch (error) {
    const { status, code } = Failed.parse(error);
    return `${status} ${code}`;
  }
}

const bytes = Buffer.from([0, 1, 2, 255, 80, 75]);

describe('the official client for OSS', () => {
  it.each(['rds-mysql/0123456789abcdef.zip', 'a b+c&d=ü/(1)!.zip'])(
    'puts an object and gets the same bytes back: %s',
    async (name) => {
      const client = clientOf(sandbox);
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

  it('is refused with what is not there, not its own or not to be written over', async () => {
    const client = clientOf(sandbox);
    expect(await refusal(client.put('x', bytes))).toBe('404 NoSuchBucket');
    await client.putBucket(bucket);
    expect(await refusal(client.putBucket(bucket))).toBe('409 BucketAlreadyExists');
    expect(await refusal(client.get('x'))).toBe('404 NoSuchKey');
    await client.put('x', bytes);
    const overwrite = client.put('x', bytes, { headers: { 'x-oss-forbid-overwrite': 'true' } });
    expect(await refusal(overwrite)).toBe('409 FileAlreadyExists');
    expect(
      await refusal(client.put('y', bytes, { headers: { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' } })),
    ).toBe('400 InvalidDigest');
    expect(await refusal(client.deleteBucket(bucket))).toBe('409 BucketNotEmpty');
  });

  it.each([
    ['a wrong secret', { accessKeySecret: 'wrong' }, '403 SignatureDoesNotMatch'],
    ['a key that is not there', { accessKeyId: 'nobody' }, '403 InvalidAccessKeyId'],
    ['the signature of another region', { region: 'oss-cn-beijing' }, '403 SignatureDoesNotMatch'],
    ['the older signature', Object({ authorizationV4: false }), '400 InvalidArgument'],
    ['a token that was not made here', { stsToken: 'x' }, '403 InvalidSecurityToken'],
  ])('is refused with %s', async (_, more, expected) => {
    await clientOf(sandbox).putBucket(bucket);
    expect(await refusal(clientOf(sandbox, more).put('x', bytes))).toBe(expected);
  });

  it('is refused with what its caller may not do, object by object', async () => {
    const statement = { Effect: 'Allow', Action: 'oss:PutObject', Resource: `acs:oss:*:*:${bucket}/mine/*` };
    const user = await userWithKey(sandbox, 'u', { statements: [statement] });
    await clientOf(sandbox).putBucket(bucket);
    const client = clientOf(user);
    expect(await refusal(client.put('mine/x', bytes))).toBe('not refused');
    expect(await refusal(client.put('other/x', bytes))).toBe('403 AccessDenied');
    expect(await refusal(client.get('mine/x'))).toBe('403 AccessDenied');
    expect(await refusal(client.putBucket('another'))).toBe('403 AccessDenied');
  });

  it('is told of a throttled call in the words of OSS', async () => {
    const client = clientOf(sandbox);
    await client.putBucket(bucket);
    sandbox.faults.ask({ fault: { kind: 'throttle' }, action: 'PutObject' });
    expect(await refusal(client.put('x', bytes))).toBe('503 DownloadTrafficRateLimitExceeded');
  });
});

it('keeps objects over a restart, and not in the clear', async () => {
  await using directory = await temporaryDirectory();
  const first = await startSandbox({ data: directory.path });
  await clientOf(first).putBucket(bucket);
  await clientOf(first).put('x', Buffer.from('C4n4ryC4n4ry'));
  await first[Symbol.asyncDispose]();
  const journal = await readFile(`${directory.path}/journal`, 'utf8');
  expect(journal).not.toContain(Buffer.from('C4n4ryC4n4ry').toString('base64'));
  await using second = await startSandbox({ data: directory.path });
  expect((await clientOf(second).get('x')).content).toEqual(Buffer.from('C4n4ryC4n4ry'));
});
