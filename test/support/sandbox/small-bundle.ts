import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder as the build makes one: CommonJS, whatever a package above it is. Answers its path. */
export async function smallBundle(parent: string, name: string, script: string): Promise<string> {
  const path = join(parent, name);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'index.js'), script);
  await writeFile(join(path, 'package.json'), '{"type":"commonjs"}');
  return path;
}
