import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TemporaryDirectory, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { makeMortalFolder, memory } from '../../support/temporary/mortal-folder.ts';
import { processStat } from '../../support/temporary/process-stat.ts';
import { isFit, isPlain, isRoomy } from '../../support/temporary/run-folder.ts';

/** Makes the folder of a run and starts a process that ignores some signals; says where and which. */
const source = (ignored: string) => `
import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { runFolder } from '../../support/temporary/run-folder.ts';
const folder = await runFolder();
await writeFile(join(await mkdtemp(join(tmpdir(), 'a folder ')), 'file'), '');
const stubborn = 'trap "" ${ignored}; echo; while sleep 0.1; do :; done';
const { pid, stdout } = spawn('sh', ['-c', stubborn], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
stdout.once('data', () => console.log(JSON.stringify({ folder, pid })));
process.stdin.resume().once('end', () => process.exit());
`;

/** In one plain file: to load TypeScript takes a process ten times as long as all that is tried here. */
async function program(ignored: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source(ignored), resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

interface Run {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly pid: number;
}

let directory: TemporaryDirectory;

beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(() => directory[Symbol.asyncDispose]());

interface Start {
  /** Where temporary files belong, as the run is told; or that nobody says so. */
  readonly parent?: string;
  /** Signals by their names. */
  readonly ignored?: string;
}

/** A run of its own, as from a terminal: it leads a process group. */
async function start({ parent = directory.path, ignored = 'HUP INT' }: Start = {}): Promise<Run> {
  const { ROTATION_RUN: _, TMPDIR: __, TMP: ___, TEMP: ____, ...variables } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', await program(ignored)], {
    cwd: import.meta.dirname,
    detached: true,
    env: { ...variables, ...(parent !== 'unsaid' && { TMPDIR: parent }) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, ...JSON.parse(line) };
}

const signalGroup = ({ child }: Run, signal: NodeJS.Signals) => process.kill(-(child.pid ?? 0), signal);
const left = async (run: Run) => ({
  folders: (await readdir(dirname(run.folder))).filter((name) => name === basename(run.folder)),
  isRunning: (await processStat(run.pid)) !== undefined,
});
const nothing = { folders: [], isRunning: false };

describe('the folder of a run', () => {
  it.each([
    ['ends by itself', (run: Run) => run.child.stdin?.end()],
    ['is interrupted in its terminal', (run: Run) => signalGroup(run, 'SIGINT')],
    [
      'is interrupted twice',
      (run: Run) => {
        signalGroup(run, 'SIGINT');
        signalGroup(run, 'SIGINT');
      },
    ],
    ['loses its terminal', (run: Run) => signalGroup(run, 'SIGHUP')],
    ['is told to end', (run: Run) => run.child.kill('SIGTERM')],
    ['is killed', (run: Run) => run.child.kill('SIGKILL')],
  ])('goes, and every process with it, when the run %s', async (_, end) => {
    const run = await start();
    const before = await left(run);
    end(run);
    await expect.poll(() => left(run), { timeout: 20_000 }).toEqual(nothing);
    expect(before.isRunning).toBe(true);
  });

  it('goes after a process that would not end', async () => {
    const run = await start({ ignored: 'HUP INT TERM' });
    signalGroup(run, 'SIGINT');
    await expect.poll(() => left(run), { timeout: 20_000 }).toEqual(nothing);
  });

  it('lies in memory where there is plenty, unless somebody has said where it belongs', async () => {
    const run = await start({ parent: 'unsaid' });
    signalGroup(run, 'SIGINT');
    expect(dirname(run.folder)).toBe((await isRoomy(memory)) && (await isFit(memory)) ? memory : '/tmp');
    await expect.poll(() => left(run), { timeout: 20_000 }).toEqual(nothing);
    const told = await start({ parent: '/var/tmp' });
    signalGroup(told, 'SIGINT');
    expect(dirname(told.folder)).toBe('/var/tmp');
    await expect.poll(() => left(told), { timeout: 20_000 }).toEqual(nothing);
  });

  it('is the same for all processes of the run', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', await program('INT')], {
      cwd: import.meta.dirname,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface(child.stdout), 'line');
    const { folder, pid } = JSON.parse(line);
    child.stdin.end();
    await once(child, 'exit');
    process.kill(pid, 'SIGKILL');
    expect(folder).toBe(process.env.ROTATION_RUN);
    expect(await readdir(folder)).not.toEqual([]);
  });

  it('lies elsewhere where its path would have to be quoted, and goes from there', async () => {
    const odd = join(directory.path, `it's "$HOME"; é`);
    await mkdir(odd);
    const run = await start({ parent: odd });
    signalGroup(run, 'SIGINT');
    await expect.poll(() => left(run), { timeout: 20_000 }).toEqual(nothing);
    expect(isPlain(run.folder)).toBe(true);
  });
});

describe('a folder that nobody was left to remove', () => {
  const named = async (pid: number, startedAt: number) => {
    const name = `rotation-${pid}-${startedAt}-abcdef`;
    await mkdir(join(directory.path, name, 'data'), { recursive: true });
    return name;
  };
  const found = async () => {
    await makeMortalFolder(directory.path, '700');
    return readdir(directory.path);
  };
  const startOf = async (pid: number) => (await processStat(pid))?.startedAt ?? 0;

  it('is removed by the next that makes one', async () => {
    const gone = spawn('true');
    await once(gone, 'exit');
    const name = await named(gone.pid ?? 0, 4_711);
    expect(await found()).not.toContain(name);
  });

  it('is removed although another process has its number now', async () => {
    const name = await named(process.ppid, (await startOf(process.ppid)) - 1);
    expect(await found()).not.toContain(name);
  });

  it('is told from the folder of a run that goes on', async () => {
    const name = await named(process.ppid, await startOf(process.ppid));
    expect(await found()).toContain(name);
  });
});

it('says which folder nothing can be made in', async () => {
  await expect(makeMortalFolder(join(directory.path, 'none'), '700')).rejects.toThrow(/none/);
});
