import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fixedCredentials } from '../../../../shared/alibaba/credentials.ts';
import { functionNames } from '../../../../shared/build/bundle.ts';
import { readEnvironment } from '../../../../shared/runtime/environment.ts';
import type { Ground } from './attack.ts';
import type { FoundType } from './gaps.ts';
import type { Row } from './row.ts';

const root = join(import.meta.dirname, '../../../..');

const load = (path: string) => import(/* @vite-ignore */ pathToFileURL(path).href);

/** The first column of the table in SECURITY.md, a row each. */
export function documentedRows(): readonly string[] {
  const lines = readFileSync(join(root, 'SECURITY.md'), 'utf8').split('\n');
  const first = lines.findIndex((line) => line.startsWith('| Who |'));
  const table = lines.slice(first + 2);
  return table.slice(0, table.indexOf('')).map((line) => line.split('|')[1]?.trim() ?? '');
}

export async function findRows(): Promise<readonly Row[]> {
  const folder = join(import.meta.dirname, 'rows');
  const modules = await Promise.all((await readdir(folder)).sort().map((name) => load(join(folder, name))));
  return modules.map(({ row }) => row);
}

/** Every folder of `functions/`, with the strategies that its type offers. */
export async function findTypes(): Promise<readonly FoundType[]> {
  const credentials = fixedCredentials({ accessKeyId: 'none', accessKeySecret: 'none' });
  const names = await functionNames(root);
  return Promise.all(
    names.map(async (type) => {
      const module = await load(join(root, 'functions', type, 'index.ts'));
      return { type, strategies: module.type(readEnvironment({}), credentials).strategies };
    }),
  );
}

/** What the tests of a type attack; nothing where there is no such file. */
export async function groundsOf(type: string): Promise<readonly Ground[]> {
  const path = join(root, 'test/integration/functions', type, 'attacks.ts');
  return existsSync(path) ? (await load(path)).grounds : [];
}
