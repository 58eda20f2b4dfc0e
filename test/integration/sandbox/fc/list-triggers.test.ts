import fc from '@alicloud/fc20230330';
import { describe, expect, it } from 'vitest';
import { functionName, nightly, refusedWith, startFc } from '../../../support/sandbox/with-functions.ts';

async function start() {
  const running = await startFc();
  await running.create();
  const list = async (
    page: ConstructorParameters<typeof fc.ListTriggersRequest>[0] = {},
    name = functionName,
  ) => (await running.client.listTriggers(name, new fc.ListTriggersRequest(page))).body;
  return { ...running, list };
}

describe('ListTriggers', () => {
  it('lists a trigger as it was created, changed and deleted', async () => {
    await using running = await start();
    const { client, createTrigger, list } = running;
    await createTrigger();
    const triggerConfig = JSON.stringify({ ...nightly, enable: false });
    await client.updateTrigger(
      functionName,
      'timer',
      new fc.UpdateTriggerRequest({ body: new fc.UpdateTriggerInput({ triggerConfig }) }),
    );
    expect((await list())?.triggers?.map((one) => one.triggerConfig)).toEqual([triggerConfig]);
    await client.deleteTrigger(functionName, 'timer');
    expect((await list())?.triggers).toEqual([]);
  });

  it('lists the triggers of one function by prefix, page by page', async () => {
    await using running = await start();
    const { create, createTrigger, list } = running;
    await create({ functionName: 'other' });
    await createTrigger(nightly, 'a-9', 'other');
    for (const name of ['b-1', 'a-2', 'a-1']) await createTrigger(nightly, name);
    const first = await list({ prefix: 'a-', limit: 1 });
    expect(first?.triggers?.map((one) => one.triggerName)).toEqual(['a-1']);
    const second = await list({ prefix: 'a-', nextToken: first?.nextToken ?? '' });
    expect(second?.triggers?.map((one) => one.triggerName)).toEqual(['a-2']);
    expect(second?.nextToken).toBeUndefined();
  });

  it.each([
    ['a function that is not there', {}, 'other', 'FunctionNotFound', 404],
    ['a page of more than 100', { limit: 101 }, functionName, 'InvalidArgument', 400],
  ])('is refused with %s', async (_, page, name, code, status) => {
    await using running = await start();
    await expect(running.list(page, name)).rejects.toEqual(refusedWith(code, status));
  });
});
