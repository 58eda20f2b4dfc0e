import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { startWithPeople, UserName } from '../../../support/sandbox/with-people.ts';

describe('ListUsers', () => {
  it('answers users by their names, page by page', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    for (const name of ['carol', 'bob']) await ram('CreateUser', { UserName: name });
    expect(await ram('ListUsers', { MaxItems: '2' })).toMatchObject({
      IsTruncated: true,
      Marker: 'bob',
      Users: { User: [{ UserName }, { UserName: 'bob' }] },
    });
    const last = await ram('ListUsers', { MaxItems: '2', Marker: 'bob' });
    expect(last).toMatchObject({ IsTruncated: false, Users: { User: [{ UserName: 'carol' }] } });
    expect(last).not.toHaveProperty('Marker');
  });

  it.each<[Parameters, string, number]>([
    [{ MaxItems: '1001' }, 'InvalidParameter', 400],
    [{ MaxItems: '0' }, 'InvalidParameter', 400],
    [{ Marker: 'x'.repeat(257) }, 'InvalidParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('ListUsers', parameters)).toMatchObject({ failed, status });
  });
});
