import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FunctionInput } from '../../../shared/sandbox/fc/place-function.ts';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { invokeFunction } from '../../support/sandbox/fc-client.ts';
import { roleTrusting } from '../../support/sandbox/people.ts';
import { smallBundle } from '../../support/sandbox/small-bundle.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';

/** Each is the whole of a bundle's `index.js`. */
const bundles = {
  echo: 'exports.handler = async (event, context) => ({ event: event.toString(), isBuffer: Buffer.isBuffer(event), context, env: process.env });',
  text: 'exports.handler = async () => "plain";',
  throws: 'exports.handler = async () => { throw new RangeError("too much"); };',
  'throws-at-once': 'exports.handler = () => { throw new Error("at once"); };',
  hangs: 'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));',
  dies: 'exports.handler = async () => process.abort();',
  counts: 'let count = 0; exports.handler = async () => { count += 1; return count; };',
  meets:
    'let inside = 0; exports.handler = async () => { inside += 1; for (let waited = 0; inside < 2 && waited < 400; waited += 1) await new Promise((resolve) => setTimeout(resolve, 5)); return process.pid; };',
  hoards:
    'exports.handler = async (event) => { const all = []; for (let held = 0; held < Number(event); held += 1) { all.push(Buffer.alloc(1048576, 1)); await new Promise((resolve) => setTimeout(resolve, 1)); } return all.length; };',
  broken: 'this is no JavaScript',
  prints: 'exports.handler = async () => { console.log("a line"); return 1; };',
  later:
    'const { appendFileSync, readFileSync } = require("node:fs"); exports.handler = async (event) => { const { file, good } = JSON.parse(event); appendFileSync(file, "x"); if (readFileSync(file, "utf8").length < good) throw new Error("not yet"); };',
  notes: 'exports.handler = async (event) => require("node:fs").appendFileSync(process.env.FILE, event);',
};

let sandbox: Sandbox;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeEach(async () => {
  sandbox = await startSandbox({ switches: { asyncRetryDelay: 10 } });
  directory = await temporaryDirectory();
});

afterEach(async () => {
  await sandbox[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

async function make(name: keyof typeof bundles, more: Partial<FunctionInput> = {}): Promise<void> {
  const codeDirectory = await smallBundle(directory.path, name, bundles[name]);
  sandbox.createFunction({ functionName: name, codeDirectory, timeout: 60, ...more });
}

const asynchronous = { xFcInvocationType: 'Async' };

describe('a function that is called by the official client', () => {
  it('gets its event as a Buffer, a context, the variables of the platform, and nothing of who runs it', async () => {
    await make('echo', { environmentVariables: { MINE: 'yes' }, timeout: 9, memorySize: 256 });
    const { status, headers, body } = await invokeFunction(sandbox, 'echo', '{"a":1}');
    expect(status).toBe(200);
    expect(headers['x-fc-request-id']).toMatch(/^[0-9A-F-]{36}$/);
    const seen = JSON.parse(body);
    expect(seen).toMatchObject({
      event: '{"a":1}',
      isBuffer: true,
      context: {
        requestId: headers['x-fc-request-id'],
        credentials: { accessKeyId: sandbox.accessKeyId },
        function: { name: 'echo', handler: 'index.handler', memory: 256, timeout: 9 },
        region: 'cn-hangzhou',
        accountId: sandbox.accountId,
      },
      env: { MINE: 'yes', FC_REGION: 'cn-hangzhou', ROTATION_ENDPOINT: sandbox.endpoint },
    });
    expect(seen.env).not.toHaveProperty('PATH');
  });

  it.each([
    ['throws', 'HandledInvocationError', 'too much'],
    ['throws-at-once', 'HandledInvocationError', 'at once'],
    ['broken', 'HandledInvocationError', ''],
    ['dies', 'UnhandledInvocationError', 'exited unexpectedly'],
    ['hangs', 'UnhandledInvocationError', 'timed out after 2 seconds'],
  ] as const)('fails as it fails: %s', async (name, type, message) => {
    await make(name, { timeout: name === 'hangs' ? 2 : 60 });
    const { status, headers, body } = await invokeFunction(sandbox, name, '{}');
    expect(status).toBe(200);
    expect(headers['x-fc-error-type']).toBe(type);
    expect(JSON.parse(body).errorMessage).toContain(message);
  });

  it('has its lines kept', async () => {
    await make('prints');
    await invokeFunction(sandbox, 'prints', '');
    expect(sandbox.invocations).toMatchObject([
      { functionName: 'prints', kind: 'Sync', printed: ['a line'] },
    ]);
  });

  it('is not started anew for each invocation, and is for each change', async () => {
    await make('counts');
    const count = async () => (await invokeFunction(sandbox, 'counts', '')).body;
    expect([await count(), await count()]).toEqual(['1', '2']);
    await make('counts');
    expect(await count()).toBe('1');
    expect(sandbox.invocations.map(({ cold }) => cold)).toEqual([true, false, true]);
  });

  it.each([
    [1, 2],
    [2, 1],
  ])('that takes %i at once runs two in %i instances', async (instanceConcurrency, instances) => {
    await make('meets', { instanceConcurrency });
    const both = await Promise.all([1, 2].map(() => invokeFunction(sandbox, 'meets', '')));
    expect(new Set(both.map(({ body }) => body)).size).toBe(instances);
  });

  it('is ended when it holds more memory than it may, and then started anew', async () => {
    await make('hoards', { memorySize: 128 });
    const { headers, body } = await invokeFunction(sandbox, 'hoards', '400');
    expect(headers['x-fc-error-type']).toBe('UnhandledInvocationError');
    expect(body).toContain('memory limit of 128 MB');
    await make('hoards', { memorySize: 1_024 });
    expect(await invokeFunction(sandbox, 'hoards', '400')).toMatchObject({ body: '400' });
    expect(sandbox.invocations.at(-1)?.peakMemory).toBeGreaterThan(400);
  });

  it('is ended with the sandbox', async () => {
    await make('hangs', { timeout: 600 });
    await invokeFunction(sandbox, 'hangs', '', asynchronous);
    await sandbox[Symbol.asyncDispose]();
    expect(sandbox.invocations).toMatchObject([{ errorType: 'UnhandledInvocationError' }]);
  });

  it('is handed its role, whose keys sign', async () => {
    await roleTrusting(sandbox, 'fn-role', { Service: 'fc.aliyuncs.com' });
    await make('echo', { role: 'fn-role' });
    const { body } = await invokeFunction(sandbox, 'echo', '');
    expect(JSON.parse(body).context.credentials).toMatchObject({
      accessKeyId: expect.stringMatching(/^STS\./),
      securityToken: expect.any(String),
    });
  });
});

describe('an asynchronous invocation', () => {
  const file = () => join(directory.path, 'file');

  it('is tried again until it does not fail', async () => {
    await make('later');
    await invokeFunction(sandbox, 'later', JSON.stringify({ file: file(), good: 3 }), asynchronous);
    await sandbox.invoked();
    expect(sandbox.invocations.map(({ attempt, errorType }) => [attempt, errorType])).toEqual([
      [1, 'HandledInvocationError'],
      [2, 'HandledInvocationError'],
      [3, undefined],
    ]);
  });

  it('that fails in the end is told to its destination, with the event and the error', async () => {
    await make('notes', { environmentVariables: { FILE: file() } });
    await make('throws', { maxAsyncRetryAttempts: 1, onFailure: 'acs:fc:cn-hangzhou:1:functions/notes' });
    await invokeFunction(sandbox, 'throws', '{"a":1}', asynchronous);
    await sandbox.invoked();
    expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({
      requestContext: { condition: 'HandledInvocationError', approximateInvokeCount: 2 },
      requestPayload: '{"a":1}',
      responsePayload: expect.stringContaining('too much'),
    });
  });

  it('is never run more often at once than there are instances', async () => {
    await make('text');
    await Promise.all(Array.from({ length: 12 }, () => invokeFunction(sandbox, 'text', '', asynchronous)));
    await sandbox.invoked();
    expect(sandbox.invocations).toHaveLength(12);
  });
});
