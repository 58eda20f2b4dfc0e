import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo } from '../../support/sandbox/calls.ts';

const outside = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ family, internal }) => family === 'IPv4' && !internal);

describe('the sandbox', () => {
  it.runIf(outside.length > 0)('cannot be reached from another machine', async () => {
    await using sandbox = await startSandbox();
    for (const { address } of outside) {
      const socket = connect(Number(new URL(sandbox.endpoint).port), address);
      const [error] = await once(socket, 'error');
      expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  it('listens where it is told to, and says so when it cannot', async () => {
    await using first = await startSandbox();
    const port = Number(new URL(first.endpoint).port);
    await expect(startSandbox({ port })).rejects.toThrow('EADDRINUSE');
    await first[Symbol.asyncDispose]();
    await using second = await startSandbox({ port });
    expect(second.endpoint).toBe(first.endpoint);
  });

  it('ends at once, and with it the connections that nobody uses', async () => {
    const sandbox = await startSandbox();
    await callsTo(sandbox)('ListSecrets');
    const socket = connect(Number(new URL(sandbox.endpoint).port), '127.0.0.1');
    await once(socket, 'connect');
    const closed = once(socket.resume(), 'close');
    await sandbox[Symbol.asyncDispose]();
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it.each([
    ['a head that is too large', `GET /?${'x'.repeat(300_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, '431'],
    ['what is no HTTP', 'hello\r\n\r\n', '400'],
    ['a path that is not its own', 'GET /x HTTP/1.1\r\nhost: x\r\n\r\n', '400'],
  ])('refuses %s and goes on', async (_, text, status) => {
    await using sandbox = await startSandbox();
    const socket = connect(Number(new URL(sandbox.endpoint).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.end(text);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain(`HTTP/1.1 ${status}`);
    expect(await callsTo(sandbox)('ListSecrets')).toHaveProperty('TotalCount');
  });
});
