import { describe, expect, it } from 'vitest';
import { bytes, ossClientOf, refusal, startOss } from '../../../support/sandbox/oss-client.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';

describe('GetObject', () => {
  it('answers the bytes with their type and their time', async () => {
    await using running = await startOss();
    const { client } = running;
    await client.put('x', bytes, { headers: { 'Content-Type': 'application/zip' } });
    const { content, res } = await client.get('x');
    expect(content).toEqual(bytes);
    expect(res).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'application/zip',
        'last-modified': expect.stringMatching(/ GMT$/),
        'x-oss-object-type': 'Normal',
        'x-oss-storage-class': 'Standard',
      },
    });
  });

  it('answers the head of an object without its bytes', async () => {
    await using running = await startOss();
    await running.client.put('x', bytes);
    const { status, res } = await running.client.head('x');
    expect(status).toBe(200);
    expect(res.headers).toMatchObject({ 'content-length': String(bytes.length) });
  });

  it('is refused for an object and for a bucket that are not there', async () => {
    await using running = await startOss();
    expect(await refusal(running.client.get('x'))).toBe('404 NoSuchKey');
    const elsewhere = ossClientOf(running.sandbox, { bucket: 'another-1' });
    expect(await refusal(elsewhere.get('x'))).toBe('404 NoSuchBucket');
  });

  it('is denied before a missing object is told', async () => {
    await using running = await startOss();
    const nobody = ossClientOf(await userWithKey(running.sandbox, 'nobody'));
    expect(await refusal(nobody.get('x'))).toBe('403 AccessDenied');
  });
});
