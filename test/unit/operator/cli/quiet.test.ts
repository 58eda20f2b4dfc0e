import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../../../shared/operator/cli/confirm.ts';
import { run } from '../../../../shared/operator/cli/run.ts';
import { isWatched, terminal } from '../../../../shared/operator/cli/terminal.ts';

function quiet() {
  const written: string[] = [];
  const stream = { write: (line: string) => written.push(line) };
  return { out: terminal({ json: false, quiet: true }, { stdout: stream, stderr: stream }), written };
}

/** Runs a command line, and returns all that it has written. */
async function said(...argv: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exitCode = await run([], argv, { stdout, stderr });
  stdout.end();
  stderr.end();
  return { exitCode, stdout: await text(stdout), stderr: await text(stderr) };
}

describe('--quiet', () => {
  it('holds lines back until they are needed, and shows them in order', () => {
    const { out, written } = quiet();
    out.say('one');
    out.say('two');
    expect(written).toEqual([]);
    out.show();
    out.say('three');
    out.show();
    expect(written).toEqual(['one\n', 'two\n', 'three\n']);
  });

  it('has nothing turn', () => {
    expect(isWatched(quiet().out)).toBe(false);
  });

  it('shows what a person is asked about', async () => {
    const { out, written } = quiet();
    out.say('2 resources are deleted');
    const [input, output] = [0, 1].map(() => Object.assign(new PassThrough(), { isTTY: true }));
    if (!input || !output) return expect.unreachable();
    input.write('n\n');
    expect(await refusal('Delete them?', undefined, out, { input, output })).toBe('nothing was done');
    expect(written).toEqual(['2 resources are deleted\n']);
  });

  it('tells an error, and does not go together with --json', async () => {
    expect(await said('plan', 'no:name', '--quiet')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('name'),
    });
    expect(await said('plan', 'app', '--quiet', '--json')).toMatchObject({ exitCode: 2 });
  });
});
