import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytes, ossClientOf, refusal, startOss } from '../../../support/sandbox/oss-client.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';

const md5 = createHash('md5').update(bytes);
const hex = md5.copy().digest('hex').toUpperCase();
const wrongDigest = { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' };
const forbidden = { 'x-oss-forbid-overwrite': 'true' };

describe('PutObject', () => {
  it('answers the digests of what arrived', async () => {
    await using running = await startOss();
    const headers = { 'Content-MD5': md5.copy().digest('base64') };
    const { res } = await running.client.put('x', bytes, { headers });
    expect(res).toMatchObject({
      status: 200,
      headers: { etag: `"${hex}"`, 'x-oss-hash-crc64ecma': expect.stringMatching(/^\d+$/) },
    });
  });

  it('writes over an object unless that is forbidden', async () => {
    await using running = await startOss();
    const { client } = running;
    await client.put('x', bytes);
    await client.put('x', Buffer.from('second'));
    expect(await refusal(client.put('x', bytes, { headers: forbidden }))).toBe('409 FileAlreadyExists');
    expect((await client.get('x')).content).toEqual(Buffer.from('second'));
  });

  it('is refused with the digest of other bytes', async () => {
    await using running = await startOss();
    const { client } = running;
    expect(await refusal(client.put('y', bytes, { headers: wrongDigest }))).toBe('400 InvalidDigest');
    expect(await refusal(client.get('y'))).toBe('404 NoSuchKey');
  });

  it('takes a name of 1,023 bytes and no longer one', async () => {
    await using running = await startOss();
    const { client } = running;
    expect(await refusal(client.put('n'.repeat(1_023), bytes))).toBe('not refused');
    expect(await refusal(client.put('n'.repeat(1_024), bytes))).toBe('400 InvalidArgument');
  });

  it('checks parameters, permission, bucket, digest and overwriting in this order', async () => {
    await using running = await startOss();
    const { client, sandbox } = running;
    const nobody = ossClientOf(await userWithKey(sandbox, 'nobody'));
    const headers = { ...wrongDigest, ...forbidden };
    await client.put('x', bytes);
    const missing = { bucket: 'another-1' };
    expect([
      await refusal(nobody.put('n'.repeat(1_024), bytes, { headers })),
      await refusal(nobody.put('x', bytes, { headers })),
      await refusal(ossClientOf(sandbox, missing).put('x', bytes, { headers })),
      await refusal(client.put('x', bytes, { headers })),
      await refusal(client.put('x', bytes, { headers: forbidden })),
    ]).toEqual([
      '400 InvalidArgument',
      '403 AccessDenied',
      '404 NoSuchBucket',
      '400 InvalidDigest',
      '409 FileAlreadyExists',
    ]);
  });
});
