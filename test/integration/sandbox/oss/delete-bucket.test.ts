import { describe, expect, it } from 'vitest';
import { bucket, bytes, ossClientOf, refusal, startOss } from '../../../support/sandbox/oss-client.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';

describe('DeleteBucket', () => {
  it('deletes a bucket that is empty, and no other', async () => {
    await using running = await startOss();
    const { client } = running;
    await client.put('x', bytes);
    expect(await refusal(client.deleteBucket(bucket))).toBe('409 BucketNotEmpty');
    await client.delete('x');
    expect(Object(await client.deleteBucket(bucket)).res.status).toBe(204);
    expect(await refusal(client.put('x', bytes))).toBe('404 NoSuchBucket');
  });

  it('is refused for a bucket that is not there', async () => {
    await using running = await startOss();
    expect(await refusal(running.client.deleteBucket('another-1'))).toBe('404 NoSuchBucket');
  });

  it('is denied before a missing bucket is told', async () => {
    await using running = await startOss();
    const nobody = ossClientOf(await userWithKey(running.sandbox, 'nobody'));
    expect(await refusal(nobody.deleteBucket('another-1'))).toBe('403 AccessDenied');
  });
});
