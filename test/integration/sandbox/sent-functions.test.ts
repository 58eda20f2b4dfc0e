import fc from '@alicloud/fc20230330';
import { describe, expect, it } from 'vitest';
import { roleTrusting } from '../../support/sandbox/people.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { functionName, startFc } from '../../support/sandbox/with-functions.ts';
import { zipped } from '../../support/sandbox/zipped.ts';

describe('a function that was sent', () => {
  const echo = zipped({
    'lib/entry.js': 'exports.main = async (event, context) => context.credentials ?? null;',
  });
  const code = new fc.InputCodeLocation({ zipFile: echo });

  it('is given the keys of its role and no others', async () => {
    await using running = await startFc();
    const { sandbox, create, invoke } = running;
    await roleTrusting(sandbox, 'fn-role', { Service: 'fc.aliyuncs.com' });
    await create({ code, handler: 'lib/entry.main', role: `acs:ram::${sandbox.accountId}:role/fn-role` });
    expect(JSON.parse((await invoke()).body)).toMatchObject({ accessKeyId: expect.stringMatching(/^STS\./) });
    await create({ functionName: 'alone', code, handler: 'lib/entry.main' });
    expect((await invoke('', {}, 'alone')).body).toBe('');
  });

  it('is not started under a role that does not trust the platform', async () => {
    await using running = await startFc();
    const { sandbox, create, invoke } = running;
    await roleTrusting(sandbox, 'foreign', { Service: 'ecs.aliyuncs.com' });
    await create({ role: `acs:ram::${sandbox.accountId}:role/foreign` });
    const { headers, body } = await invoke();
    expect(headers['x-fc-error-type']).toBe('UnhandledInvocationError');
    expect(body).toContain('does not trust fc.aliyuncs.com');
  });

  it('writes nothing beside its own folder', async () => {
    await using running = await startFc();
    await running.create({ code: new fc.InputCodeLocation({ zipFile: zipped({ '../escaped.js': '' }) }) });
    expect((await running.invoke()).body).toContain('../escaped.js');
  });

  it('is there again after a restart, with its trigger and its code', async () => {
    await using directory = await temporaryDirectory();
    await using first = await startFc({ data: directory.path });
    await first.create({ timeout: 60 });
    await first.createTrigger();
    await first.putConfig({ maxAsyncRetryAttempts: 1 });
    await first[Symbol.asyncDispose]();
    await using again = await startFc({ data: directory.path });
    expect(await again.invoke()).toMatchObject({ body: 'first' });
    expect((await again.client.getTrigger(functionName, 'timer')).body?.triggerName).toBe('timer');
    expect((await again.getConfig()).body?.maxAsyncRetryAttempts).toBe(1);
  });
});
