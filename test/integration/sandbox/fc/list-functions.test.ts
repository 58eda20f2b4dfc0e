import fc from '@alicloud/fc20230330';
import { describe, expect, it } from 'vitest';
import { refusedWith, startFc } from '../../../support/sandbox/with-functions.ts';

describe('ListFunctions', () => {
  it('lists functions by prefix, page by page', async () => {
    await using running = await startFc();
    const { client, create } = running;
    for (const name of ['b-1', 'a-2', 'a-1', 'a-3']) await create({ functionName: name });
    const first = await client.listFunctions(new fc.ListFunctionsRequest({ prefix: 'a-', limit: 2 }));
    expect(first.body?.functions?.map((one) => one.functionName)).toEqual(['a-1', 'a-2']);
    const nextToken = first.body?.nextToken ?? '';
    const second = await client.listFunctions(new fc.ListFunctionsRequest({ prefix: 'a-', nextToken }));
    expect(second.body?.functions?.map((one) => one.functionName)).toEqual(['a-3']);
    expect(second.body?.nextToken).toBeUndefined();
  });

  it('lists all functions with their settings', async () => {
    await using running = await startFc();
    await running.create({ timeout: 60 });
    const { body } = await running.client.listFunctions(new fc.ListFunctionsRequest({}));
    expect(body?.functions).toMatchObject([{ functionName: 'rotator', timeout: 60, state: 'Active' }]);
  });

  it.each([{ limit: 101 }, { limit: 0 }, { prefix: 'p'.repeat(129) }, { nextToken: 'n'.repeat(257) }])(
    'is refused with %j',
    async (page) => {
      await using running = await startFc();
      await expect(running.client.listFunctions(new fc.ListFunctionsRequest(page))).rejects.toEqual(
        refusedWith('InvalidArgument'),
      );
    },
  );
});
