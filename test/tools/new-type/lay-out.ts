import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const skeleton = join(import.meta.dirname, 'skeleton');
const root = join(import.meta.dirname, '../../..');

/** A file of a new type: its path from the root, and its text. */
interface File {
  readonly path: string;
  readonly text: string;
}

/** Returns the files of a new secret type, as copies of the skeleton with the name of the type in them. */
export async function filesFor(type: string): Promise<readonly File[]> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(type))
    throw new Error(`${type} is no name of a type: use small letters, digits and single hyphens`);
  const homes = { function: join('functions', type), tests: join('test/integration/functions', type) };
  const copies = Object.entries(homes).map(([folder, home]) => copy(join(skeleton, folder), home, type));
  return (await Promise.all(copies)).flat();
}

/** Writes the files of a new secret type. Throws an Error, and changes nothing, if one of its folders is there. */
export async function layOut(type: string, into = root): Promise<readonly string[]> {
  const files = await filesFor(type);
  for (const home of new Set(files.map(({ path }) => join(into, dirname(path)))))
    if ((await readdir(home).catch(() => [])).length > 0)
      throw new Error(`${relative(into, home)} is there already`);
  for (const { path, text } of files) {
    await mkdir(join(into, dirname(path)), { recursive: true });
    await writeFile(join(into, path), text);
  }
  return files.map(({ path }) => path);
}

async function copy(from: string, home: string, type: string): Promise<readonly File[]> {
  const names = (await readdir(from, { recursive: true })).filter((name) => name.endsWith('.ts')).sort();
  return Promise.all(
    names.map(async (name) => {
      const path = join(home, name);
      const text = await readFile(join(from, name), 'utf8');
      return { path, text: renamed(moved(text, dirname(join(from, name)), dirname(path)), type) };
    }),
  );
}

/** Rewrites each import that leaves the skeleton for the new place of the file. */
function moved(text: string, from: string, to: string): string {
  return text.replace(/(from ')(\.[^']+)(')/g, (whole, before, specifier, after) => {
    const target = join(from, specifier);
    return target.startsWith(skeleton) ? whole : `${before}${relative(join(root, to), target)}${after}`;
  });
}

function renamed(text: string, type: string): string {
  const pascal = type.replace(/(^|-)(.)/g, (_, __, letter: string) => letter.toUpperCase());
  return text
    .replaceAll('NewType', pascal)
    .replaceAll('newType', `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`)
    .replaceAll('new-type', type);
}
