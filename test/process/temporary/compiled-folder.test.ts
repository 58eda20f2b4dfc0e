import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TemporaryDirectory, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { compiledFolder, compiledIn } from '../../support/temporary/compiled-folder.ts';

let project: TemporaryDirectory;
beforeEach(async () => {
  project = await temporaryDirectory();
  await writeFile(join(project.path, 'tsconfig.json'), '{}');
  vi.stubEnv(compiledIn, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await project[Symbol.asyncDispose]();
});

describe('the folder of compiled files', () => {
  it('is the same as long as they are compiled in the same way', async () => {
    const first = await compiledFolder(project.path);
    expect(first).toContain(join(project.path, '.cache/compiled'));
    expect(await compiledFolder(project.path)).toBe(first);
    await writeFile(join(project.path, 'tsconfig.json'), '{ "compilerOptions": {} }');
    expect(await compiledFolder(project.path)).not.toBe(first);
  });

  it('outlives no more than the week after its own', async () => {
    await mkdir(join(project.path, '.cache/compiled/1-old'), { recursive: true });
    await compiledFolder(project.path);
    await compiledFolder(project.path);
    expect(await readdir(join(project.path, '.cache/compiled'))).toHaveLength(1);
  });

  it('is the one that somebody has named, as for mutants', async () => {
    vi.stubEnv(compiledIn, '/named');
    expect(await compiledFolder(project.path)).toBe('/named');
  });

  it('is none where it cannot be made', async () => {
    await writeFile(join(project.path, '.cache'), '');
    expect(await compiledFolder(project.path)).toBeUndefined();
  });
});
