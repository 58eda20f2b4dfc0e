import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { services } from '../../../shared/sandbox/services.ts';
import { sls } from '../../../shared/sandbox/sls/sls.ts';
import { readDocuments, root, textOf } from './manual.ts';
import { drawRooms } from './picture.ts';
import { rooms } from './rooms.ts';
import { readSources } from './source.ts';

const inside = await textOf('shared/README.md');
const rows = (pattern: RegExp) => [...inside.matchAll(pattern)];
const unionOf = (source: string, name: string) => {
  const [, union = ''] = new RegExp(`export type ${name} =(.*?);\\n`, 's').exec(source) ?? [];
  return [...union.matchAll(/'([a-z-]+)'/g)].map(([, one = '']) => one);
};

describe('the README of shared/', () => {
  it('draws the rooms and the imports between them as they are', async () => {
    expect(inside).toContain(`\`\`\`mermaid\n${drawRooms(await readSources('functions', 'shared'))}\n\`\`\``);
  });

  it('says what each room holds', () => {
    const told = rows(/^\| `(?:shared\/)?([a-z-]+)\/` \|/gm).map(([, room]) => room);
    expect(told.sort()).toEqual(Object.keys(rooms).sort());
  });

  it('has the eighteen invariants, each with tests that are there', () => {
    const invariants = rows(/^\| (\d+) \| \*\*.*\| (`test.*`) \|$/gm);
    expect(invariants.map(([, number]) => Number(number))).toEqual(
      Array.from({ length: 18 }, (_, at) => at + 1),
    );
    const tests = invariants.flatMap(([, , files = '']) =>
      [...files.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
    );
    expect(tests.filter((file) => !/\.test\.ts$/.test(file) || !existsSync(join(root, file)))).toEqual([]);
  });

  it('names only files that are there', () => {
    const named = rows(/`((?:entry|engine|notifications)\/[\w/-]+\.ts)`/g).map(
      ([, file = '']) => `shared/${file}`,
    );
    const others = rows(/`((?:functions|test)\/[\w/-]+\.ts)`/g).map(([, file = '']) => file);
    expect(named.length + others.length).toBeGreaterThan(15);
    expect([...named, ...others].filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it.each([
    ['shared/engine/rotation/result.ts', 'Outcome'],
    ['shared/engine/operations/sweep/outcome.ts', 'SweepOutcome'],
  ])('says what each outcome of %s %s means', async (file, name) => {
    const outcomes = unionOf(await textOf(file), name);
    expect(outcomes.length).toBeGreaterThan(10);
    expect(outcomes.filter((outcome) => !inside.includes(`\`${outcome}\``))).toEqual([]);
  });
});

describe('the README of the sandbox', () => {
  it('names each operation of each service, and no other', async () => {
    const told = [
      ...(await textOf('shared/sandbox/README.md')).matchAll(
        /^\| `(\w+)\/` \| [^|]+ \| [\d-]+ \| (.*) \|$/gm,
      ),
    ];
    const named = told.map(([, folder, operations]) => [folder, operations?.split(', ')]);
    const known = [...services, sls].map(({ name, operations }) => [
      name.toLowerCase(),
      operations.map(({ action }) => action),
    ]);
    expect(named).toEqual(known);
  });
});

describe('the documents together', () => {
  it.each([
    [
      'tags',
      'shared/engine/rotation/policy.ts',
      /^ {2}'?([a-z-]+)'?: /gm,
      'const Tags = z.strictObject({',
      (tag: string) => `rotation:${tag}`,
    ],
    [
      'variables',
      'shared/runtime/environment.ts',
      /^ {2}(ROTATION_[A-Z_]+): /gm,
      'const Variables = z.object({',
      (name: string) => name,
    ],
  ] as const)('name all %s', async (_, file, pattern, begin, written) => {
    const source = await textOf(file);
    const table = source.slice(source.indexOf(begin), source.indexOf('\n});', source.indexOf(begin)));
    const names = [...table.matchAll(pattern)].map(([, name = '']) => written(name));
    expect(names.length).toBeGreaterThan(10);
    const documents = (await readDocuments()).map((page) => page.text).join('\n');
    expect(names.filter((name) => !documents.includes(name))).toEqual([]);
  });

  it('name all commands', async () => {
    const { scripts } = JSON.parse(await textOf('package.json'));
    const documents = [await textOf('README.md'), await textOf('CONTRIBUTING.md'), inside].join('\n');
    const own: Readonly<Record<string, string>> = { test: 'npm test', prepack: 'npm pack' };
    const named = (script: string) => documents.includes(own[script] ?? `npm run ${script}`);
    expect(Object.keys(scripts).filter((script) => !named(script))).toEqual([]);
  });
});
