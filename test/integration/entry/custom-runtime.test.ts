import { once } from 'node:events';
import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvocationFailed, Unreachable } from '../../../shared/engine/rotation/errors.ts';
import { type Handler, serveInvocations } from '../../../shared/entry/custom-runtime/server.ts';

const headers = {
  'x-fc-request-id': 'req-1',
  'x-fc-access-key-id': 'STS.id',
  'x-fc-access-key-secret': 'key canary',
  'x-fc-security-token': 'token canary',
  'x-fc-function-name': 'generic',
  'x-fc-function-handler': 'index.handler',
  'x-fc-function-memory': '512',
  'x-fc-function-timeout': '60',
  'x-fc-region': 'cn-hangzhou',
  'x-fc-account-id': '123',
};

let server: Server;
let handler: Handler;
let printed: string[];

beforeEach(async () => {
  printed = [];
  handler = async (event, context) => ({ event: event.toString(), context });
  server = serveInvocations({
    handler: (event, context) => handler(event, context),
    print: (line) => void printed.push(line),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

async function post(
  path: string,
  given: Record<string, string> = headers,
  body = '{"a":1}',
  method = 'POST',
) {
  const { port } = Object(server.address());
  const request = { method, headers: given, ...(method === 'POST' && { body }) };
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, request);
  return { status: answer.status, said: answer.headers.get('x-fc-status'), text: await answer.text() };
}

describe('an invocation of a custom runtime', () => {
  it('is given its event and the context of the built-in runtime, between the lines of the platform', async () => {
    const { status, said, text } = await post('/invoke');
    expect([status, said]).toEqual([200, '200']);
    expect(JSON.parse(text)).toMatchObject({
      event: '{"a":1}',
      context: {
        requestId: 'req-1',
        credentials: {
          accessKeyId: 'STS.id',
          accessKeySecret: 'key canary',
          securityToken: 'token canary',
        },
        function: { name: 'generic', handler: 'index.handler', memory: 512, timeout: 60 },
        region: 'cn-hangzhou',
        accountId: '123',
      },
    });
    expect(printed).toEqual(['FC Invoke Start RequestId: req-1', 'FC Invoke End RequestId: req-1']);
  });

  it('has no keys where the function has no role', async () => {
    const {
      'x-fc-access-key-id': _,
      'x-fc-access-key-secret': __,
      'x-fc-security-token': ___,
      ...rest
    } = headers;
    expect(JSON.parse((await post('/invoke', rest)).text).context).not.toHaveProperty('credentials');
  });

  it('that fails says so, in words that the platform takes for a failure', async () => {
    const unreachable = new Unreachable('the server', 'no answer');
    handler = async () => {
      throw new InvocationFailed(unreachable);
    };
    const { status, said, text } = await post('/invoke');
    expect([status, said]).toEqual([404, '404']);
    expect(JSON.parse(text)).toEqual({
      errorType: 'InvocationFailed',
      errorMessage: expect.stringContaining('unreachable (aftermath:'),
    });
    expect(printed.at(-1)).toBe('FC Invoke End RequestId: req-1');
  });

  it.each([
    ['an error', new TypeError('value canary')],
    ['a text', 'text canary'],
  ])('that ends by a bug tells nothing of it but its kind: %s', async (_, thrown) => {
    handler = async () => {
      throw thrown;
    };
    const { said, text } = await post('/invoke');
    expect(said).toBe('404');
    expect(text).not.toContain('canary');
  });

  it.each([
    ['no request id', { 'x-fc-request-id': '' }],
    ['a request id of more than one line', { 'x-fc-request-id': 'a b' }],
    ['no name', { 'x-fc-function-name': '' }],
    ['a timeout that is none', { 'x-fc-function-timeout': 'soon' }],
    ['memory that is none', { 'x-fc-function-memory': '-1' }],
    ['half a key', { 'x-fc-access-key-id': '' }],
  ])('with %s is refused before anything is run', async (_, wrong) => {
    let run = false;
    handler = async () => {
      run = true;
    };
    const { status, text } = await post('/invoke', { ...headers, ...wrong });
    expect(status).toBe(404);
    expect(JSON.parse(text).errorType).toBe('RequestMalformed');
    expect(text).not.toContain('canary');
    expect([run, printed]).toEqual([false, []]);
  });

  it('has an event of 1 MB at most', async () => {
    expect((await post('/invoke', headers, 'x'.repeat(1_048_576))).status).toBe(200);
    const { status, text } = await post('/invoke', headers, 'x'.repeat(1_048_577));
    expect(status).toBe(404);
    expect(text).toContain('more than 1048576 bytes');
  });

  it('runs beside others', async () => {
    let inside = 0;
    let meet = () => {};
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    handler = async () => {
      inside += 1;
      if (inside === 2) meet();
      await met;
    };
    const both = await Promise.all([post('/invoke'), post('/invoke')]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
  });
});

it('the server lets the platform initialize it, and serves nothing else', async () => {
  expect(await post('/initialize')).toMatchObject({ status: 200, said: '200' });
  expect(await post('/other')).toMatchObject({ status: 404, said: '404' });
  expect(await post('/invoke', headers, '', 'GET')).toMatchObject({ status: 404, said: '404' });
});
