import { describe, expect, it } from 'vitest';
import { bytes, ossClientOf, refusal, startOss } from '../../../support/sandbox/oss-client.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';

describe('DeleteObject', () => {
  it('deletes an object, and succeeds where it is not there', async () => {
    await using running = await startOss();
    const { client } = running;
    await client.put('x', bytes);
    await client.put('y', bytes);
    expect((await client.delete('x')).res.status).toBe(204);
    expect((await client.delete('x')).res.status).toBe(204);
    expect(await refusal(client.get('x'))).toBe('404 NoSuchKey');
    expect((await client.get('y')).content).toEqual(bytes);
  });

  it('is refused for a bucket that is not there', async () => {
    await using running = await startOss();
    const elsewhere = ossClientOf(running.sandbox, { bucket: 'another-1' });
    expect(await refusal(elsewhere.delete('x'))).toBe('404 NoSuchBucket');
  });

  it('is denied to who may not delete', async () => {
    await using running = await startOss();
    await running.client.put('x', bytes);
    const nobody = ossClientOf(await userWithKey(running.sandbox, 'nobody'));
    expect(await refusal(nobody.delete('x'))).toBe('403 AccessDenied');
    expect((await running.client.get('x')).content).toEqual(bytes);
  });
});
