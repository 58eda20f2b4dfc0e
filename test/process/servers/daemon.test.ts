import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TemporaryDirectory, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { startDaemon } from '../../support/servers/daemon.ts';

let directory: TemporaryDirectory;

beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(() => directory[Symbol.asyncDispose]());

/** Waits for half a second of nothing. */
const start = (script: string) =>
  startDaemon({
    command: ['sh', '-c', script],
    logFile: join(directory.path, 'log'),
    ready: /^ready/m,
    stopSignal: 'SIGKILL',
    privileged: true,
    patience: 500,
  });

const often = (work: string) =>
  `i=0; while [ $i -lt 20 ]; do i=$((i + 1)); ${work}; done; echo ready; sleep 60`;

describe('a server that is slow', () => {
  it.each([
    ['logs', often('echo "table $i is read"; sleep 0.1')],
    ['works', often('j=0; while [ $j -lt 20000 ]; do j=$((j + 1)); done')],
  ])('is waited for as long as it %s', async (_, script) => {
    const daemon = await start(script);
    await daemon.stop();
    expect(daemon.pid).toBeGreaterThan(0);
  });

  it('is given up once nothing happens any more', async () => {
    await expect(start('echo begun; sleep 60')).rejects.toThrow('neither works nor becomes ready');
  });

  it('is not waited for where it has ended', async () => {
    await expect(start('echo "no memory"; exit 1')).rejects.toThrow(/ended before it was ready:\nno memory/);
  });
});
