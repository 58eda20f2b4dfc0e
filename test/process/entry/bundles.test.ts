import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleFunctions, functionNames } from '../../../shared/build/bundle.ts';
import { prepareKey } from '../../integration/functions/access-key/subjects.ts';
import { builtZip, deployZip, type Runtime } from '../../support/deploy/deploy-zip.ts';
import { invokeFunction } from '../../support/sandbox/fc-client.ts';
import { roleTrusting } from '../../support/sandbox/people.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { zipped } from '../../support/sandbox/zipped.ts';
import { startSilent } from '../../support/servers/silent.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { stretched } from '../../support/stand/stretched.ts';

const root = join(import.meta.dirname, '../../..');
const names = await functionNames(root);
const ways: readonly Runtime[] = ['built-in', 'custom'];
const each = ways.flatMap((runtime) => names.map((name) => ({ runtime, name })));

let built: TemporaryDirectory;
let cloud: Cloud;
let role: string;

beforeAll(async () => {
  built = await temporaryDirectory();
  await bundleFunctions(root, built.path);
});

afterAll(() => built[Symbol.asyncDispose]());

beforeEach(async () => {
  cloud = await startCloud(undefined);
  role = await roleTrusting(
    cloud.sandbox,
    'rotator',
    { Service: 'fc.aliyuncs.com' },
    { statements: [{ Effect: 'Allow', Action: ['kms:*', 'ram:*', 'fc:*'], Resource: '*' }] },
  );
});

afterEach(() => cloud[Symbol.asyncDispose]());

type More = Parameters<typeof deployZip>[4];

const deploy = async (name: string, runtime: Runtime, more: More = {}) =>
  deployZip(cloud.sandbox, name, await builtZip(built.path, name), runtime, { role, ...more });

async function invoke(name: string, event: object) {
  const { headers, body } = await invokeFunction(cloud.sandbox, name, JSON.stringify(event));
  return { errorType: headers['x-fc-error-type'], answer: Object(JSON.parse(body)) };
}

const token = async (secret: string) => {
  await cloud.createSecret(secret, 'first value', {
    'rotation:type': 'generic',
    'rotation:strategy': 'none',
  });
  return { Operation: 'rotate', SecretId: secret };
};

/** What a runtime does is the same for each of them, and the other way about: where not all is tried, by turns. */
const byTurns = each.filter(
  ({ runtime, name }) => exhaustive || names.indexOf(name) % ways.length === ways.indexOf(runtime),
);

describe.each(byTurns)('the bundle of $name in the $runtime runtime', ({ runtime, name }) => {
  it('refuses an event by its paths, cold and warm, and logs the same', async () => {
    await deploy(name, runtime);
    for (const cold of [true, false]) {
      const { errorType, answer } = await invoke(name, { Operation: 'rotate' });
      expect(errorType).toBe('HandledInvocationError');
      expect(answer).toMatchObject({
        errorType: 'InvocationFailed',
        errorMessage: expect.stringContaining('event-malformed (aftermath: untouched)'),
      });
      const record = cloud.sandbox.invocations.at(-1);
      expect(record?.cold).toBe(cold);
      expect(JSON.parse(record?.printed.at(-1) ?? '')).toMatchObject({
        requestId: record?.requestId,
        function: name,
        event: 'invocation-failed',
      });
    }
  });
});

/** Each is a text of a package that every Alibaba Cloud client loads, and that no call of a function needs. */
const unreachable = ['Sec-WebSocket-Version', 'SocksClientError'];

it.each(names)('the bundle of %s carries no code for WebSockets and proxies', async (name) => {
  const text = await readFile(join(built.path, name, 'index.js'), 'utf8');
  expect(unreachable.filter((word) => text.includes(word))).toEqual([]);
});

const databases = each.filter(({ name }) => name.startsWith('rds-'));
const timed = exhaustive ? databases : [databases.at(0), databases.at(-1)].flatMap((one) => one ?? []);

describe.each(timed)('the engine of $name in the $runtime runtime', ({ runtime, name }) => {
  it('ends before the platform ends it, and says what it has left', async () => {
    await using silent = await startSilent();
    await cloud.createSecret(
      'db',
      { AccountName: 'app', AccountPassword: 'canary', Endpoint: silent.host, Port: silent.port },
      { 'rotation:type': name, 'rotation:strategy': 'single-user' },
    );
    await deploy(name, runtime, { timeout: Math.ceil(stretched(4_000) / 1_000) });
    const { errorType, answer } = await invoke(name, { Operation: 'rotate', SecretId: 'db' });
    expect(errorType).toBe('HandledInvocationError');
    expect(answer.errorMessage).toMatch(/^unreachable \(aftermath: untouched\)/);
    expect(JSON.stringify([answer, cloud.sandbox.invocations])).not.toContain('canary');
  });
});

describe.each(ways)('in the %s runtime', (runtime) => {
  it('a secret is rotated cold, and another one warm', async () => {
    await deploy('generic', runtime);
    for (const secret of ['a', 'b'])
      expect(await invoke('generic', await token(secret))).toMatchObject({
        errorType: undefined,
        answer: { SecretId: secret, Outcome: 'rotated' },
      });
    expect(cloud.sandbox.invocations.map(({ cold }) => cold)).toEqual([true, false]);
  });

  it('a key is rotated with the keys of the role', async () => {
    await using key = await prepareKey(cloud);
    await deploy('access-key', runtime);
    const { answer } = await invoke('access-key', { Operation: 'rotate', SecretId: key.secret });
    expect(answer).toMatchObject({ Outcome: 'rotated', Strategy: 'two-keys' });
  });

  it.each(exhaustive ? [1, 4] : runtime === 'custom' ? [4] : [1])(
    'four secrets are rotated at once by instances that take %i',
    async (instanceConcurrency) => {
      await deploy('generic', runtime, { instanceConcurrency });
      const events = await Promise.all(['a', 'b', 'c', 'd'].map(token));
      const ended = await Promise.all(events.map((event) => invoke('generic', event)));
      expect(ended.map(({ answer }) => answer.Outcome)).toEqual(Array(4).fill('rotated'));
      const started = cloud.sandbox.invocations.filter(({ cold }) => cold).length;
      expect(started).toBe(4 / instanceConcurrency);
    },
  );

  it('what takes too long, or too much memory, is ended by the platform', async () => {
    const server = await readFile(join(built.path, 'generic', 'server.js'), 'utf8');
    const small = (script: string) => zipped({ 'index.js': script, 'server.js': server });
    const waits = small('exports.handler = () => new Promise((resolve) => setTimeout(resolve, 600000));');
    const timeout = Math.ceil(stretched(1_000) / 1_000);
    await deployZip(cloud.sandbox, 'waits', waits, runtime, { timeout });
    expect(await invoke('waits', {})).toMatchObject({
      errorType: 'UnhandledInvocationError',
      answer: { errorMessage: `Function timed out after ${timeout} seconds` },
    });
    const hoards = small(
      'exports.handler = async () => { const all = []; for (;;) { all.push(Buffer.alloc(4194304, 1)); await new Promise((resolve) => setTimeout(resolve, 5)); } };',
    );
    await deployZip(cloud.sandbox, 'hoards', hoards, runtime, { memorySize: 256 });
    expect(await invoke('hoards', {})).toMatchObject({
      errorType: 'UnhandledInvocationError',
      answer: { errorMessage: expect.stringContaining('memory limit of 256 MB') },
    });
  });
});
