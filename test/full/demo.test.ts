import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TemporaryDirectory, temporaryDirectory } from '../support/sandbox/temporary-directory.ts';

const root = join(import.meta.dirname, '../..');
const left = ['node_modules', '.cache', '.git', 'dist'];

describe('the demo', () => {
  let directory: TemporaryDirectory;
  let project: string;
  let temporary: string;

  beforeEach(async () => {
    directory = await temporaryDirectory();
    project = join(directory.path, `-it's "$HOME"; é`);
    await cp(root, project, { recursive: true, filter: (path) => !left.includes(basename(path)) });
    for (const name of ['node_modules', '.cache']) await symlink(join(root, name), join(project, name));
    temporary = join(directory.path, 'tmp');
    await mkdir(temporary, { mode: 0o755 });
  });
  afterEach(() => directory[Symbol.asyncDispose]());

  /** As from a terminal, whose signals go to all processes of a group. */
  const start = () => {
    const { ROTATION_RUN: _, ...variables } = process.env;
    const child = spawn('npm', ['run', 'demo'], {
      cwd: project,
      detached: true,
      env: { ...variables, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = Promise.all([text(child.stdout), text(child.stderr)]).then((said) => said.join(''));
    return { ended, interrupt: () => process.kill(-(child.pid ?? 0), 'SIGINT') };
  };
  /** The loader of TypeScript keeps what it has compiled. */
  const files = async () => (await readdir(temporary)).filter((name) => !name.startsWith('tsx-'));

  it('keeps its promises in a folder whose name needs quoting, and leaves none', async () => {
    expect(await start().ended).toContain('Every promise was kept');
    await expect.poll(files).toEqual([]);
  });

  it.each([1, 4, 7, 10, 13, 17, 22, 30])(
    'leaves no folder and prints no stack when it is interrupted after %d seconds',
    async (seconds) => {
      const demo = start();
      await sleep(seconds * 1_000);
      demo.interrupt();
      expect(await demo.ended).not.toMatch(/\n\s+at /);
      await expect.poll(files).toEqual([]);
    },
  );
});
