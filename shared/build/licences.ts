import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const Person = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  author: Person.optional(),
});

/** Names of the files in which a package says under which terms it may be passed on. */
const named = /^(licen[cs]e|copying|notice)/i;

/**
 * Returns the licences of all packages with files in a bundle, including the notices that they require to be kept.
 * Throws if a package says nothing about its licence: such a bundle may not be passed on.
 */
export async function licencesOf(root: string, inputs: readonly string[]): Promise<string> {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  const texts = await Promise.all(
    [...new Set(folders)].sort().map((folder) => licenceOf(join(root, folder))),
  );
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license, author } = Manifest.parse(
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
  );
  const files = (await readdir(folder)).filter((file) => named.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  if (texts.length === 0 && license === undefined) throw new Error(`${name} says nothing about its licence`);
  const own = [license, author].filter((one) => one !== undefined).join(', ');
  return [`${name} ${version}${own === '' ? '' : ` (${own})`}\n`, ...texts.map((text) => text.trim())].join(
    '\n',
  );
}
