import fc from '@alicloud/fc20230330';
import { describe, expect, it } from 'vitest';
import { answering, functionName, refusedWith, startFc } from '../../../support/sandbox/with-functions.ts';

async function start() {
  const running = await startFc();
  await running.create({ timeout: 60, description: 'turns keys' });
  const update = (more: ConstructorParameters<typeof fc.UpdateFunctionInput>[0], name = functionName) =>
    running.client.updateFunction(
      name,
      new fc.UpdateFunctionRequest({ body: new fc.UpdateFunctionInput(more) }),
    );
  return { ...running, update };
}

describe('UpdateFunction', () => {
  it('updates the code alone, and the next invocation runs it', async () => {
    await using running = await start();
    const { get, invoke, update } = running;
    const { body: before } = await get();
    expect(await invoke()).toMatchObject({ body: 'first' });
    const { body: after } = await update({
      code: new fc.InputCodeLocation({ zipFile: answering('second') }),
    });
    expect(after).toMatchObject({ timeout: 60, functionId: before?.functionId });
    expect(after?.codeChecksum).not.toBe(before?.codeChecksum);
    expect(await invoke()).toMatchObject({ body: 'second' });
  });

  it('updates what is given, and leaves the rest and the code as they are', async () => {
    await using running = await start();
    const { body: before } = await running.get();
    const { body: after } = await running.update({ memorySize: 1_024, environmentVariables: { A: 'b' } });
    expect(after).toMatchObject({
      memorySize: 1_024,
      environmentVariables: { A: 'b' },
      timeout: 60,
      description: 'turns keys',
      codeChecksum: before?.codeChecksum,
    });
    const { body: last } = await running.update({ environmentVariables: { C: 'd' } });
    expect(last?.environmentVariables).toEqual({ C: 'd' });
    expect(await running.invoke()).toMatchObject({ body: 'first' });
  });

  it.each([
    ['a timeout of nothing', { timeout: 0 }, 'InvalidArgument'],
    ['memory that is no multiple of 64', { memorySize: 500 }, 'InvalidArgument'],
    ['code that is no zip', { code: new fc.InputCodeLocation({ zipFile: 'aGVsbG8=' }) }, 'InvalidArgument'],
    [
      'a start for a runtime that needs none',
      { customRuntimeConfig: { command: ['node'] } },
      'InvalidArgument',
    ],
    ['a custom runtime without a start', { runtime: 'custom.debian12' }, 'UnsupportedOperation'],
    ['a setting that is not known here', { layers: ['x'] }, 'UnsupportedOperation'],
  ])('is refused with %s', async (_, wrong, code) => {
    await using running = await start();
    await expect(running.update(wrong)).rejects.toEqual(refusedWith(code));
    expect((await running.get()).body).toMatchObject({ timeout: 60, memorySize: 512 });
  });

  it('is refused for a function that is not there', async () => {
    await using running = await start();
    await expect(running.update({ timeout: 9 }, 'other')).rejects.toEqual(
      refusedWith('FunctionNotFound', 404),
    );
  });
});
