import { describe, expect, it } from 'vitest';
import { bucket, bytes, ossClientOf, refusal, startOss } from '../../../support/sandbox/oss-client.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';

describe('PutBucket', () => {
  it('makes a bucket that takes objects', async () => {
    await using running = await startOss();
    const { client } = running;
    expect((await client.putBucket('another-1')).res.status).toBe(200);
    client.useBucket('another-1');
    expect(await refusal(client.put('x', bytes))).toBe('not refused');
  });

  it('is refused under a name that is taken', async () => {
    await using running = await startOss();
    expect(await refusal(running.client.putBucket(bucket))).toBe('409 BucketAlreadyExists');
  });

  it('is refused with an access control that does not exist', async () => {
    await using running = await startOss();
    const wrong = Object({ acl: 'public-write' });
    expect(await refusal(running.client.putBucket('another-1', wrong))).toBe('400 InvalidArgument');
  });

  it('is denied before a taken name is told', async () => {
    await using running = await startOss();
    const nobody = ossClientOf(await userWithKey(running.sandbox, 'nobody'));
    expect(await refusal(nobody.putBucket(bucket))).toBe('403 AccessDenied');
  });
});
