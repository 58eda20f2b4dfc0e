import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { filesFor, layOut } from './lay-out.ts';

const root = join(import.meta.dirname, '../../..');

describe('a new type', () => {
  it('gets the files that the other types have, and those of its tests', async () => {
    const paths = (await filesFor('plain-redis')).map(({ path }) => path);
    expect(paths).toEqual([
      ...['context', 'index', 'secret-type', 'secret', 'strategies/single-user', 'test'].map(
        (name) => `functions/plain-redis/${name}.ts`,
      ),
      ...['attacks', 'subjects'].map((name) => `test/integration/functions/plain-redis/${name}.ts`),
    ]);
  });

  it('has its own name in all of them, in each way that a name is written', async () => {
    const texts = (await filesFor('plain-redis')).map(({ text }) => text).join('\n');
    expect(texts).not.toMatch(/new.?type/i);
    for (const name of ['PlainRedisSecret', 'plainRedis(', "'plain-redis'"]) expect(texts).toContain(name);
  });

  it('imports only what is there', async () => {
    const files = await filesFor('plain-redis');
    const own = files.map(({ path }) => path);
    const imported = files.flatMap(({ path, text }) =>
      [...text.matchAll(/from '(\.[^']+)'/g)].map(([, name = '']) => join(path, '..', name)),
    );
    expect(imported.length).toBeGreaterThan(20);
    expect(imported.filter((path) => !own.includes(path) && !existsSync(join(root, path)))).toEqual([]);
  });

  it('is laid out once, and nothing of it is written over', async () => {
    await using directory = await temporaryDirectory();
    const paths = await layOut('plain-redis', directory.path);
    const read = () => paths.map((path) => readFileSync(join(directory.path, path), 'utf8'));
    const before = read();
    await expect(layOut('plain-redis', directory.path)).rejects.toThrow('is there already');
    expect(read()).toEqual(before);
  });

  it.each(['Redis', 'redis_acl', '../redis', 'redis--acl', ''])('cannot be called "%s"', async (name) => {
    await expect(filesFor(name)).rejects.toThrow('no name of a type');
  });
});
