import { chmod, cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleCommandLine, bundleFunctions } from './bundle.ts';

const root = join(import.meta.dirname, '../..');
const into = join(root, 'dist');

await rm(into, { recursive: true, force: true });
const bundles = await bundleFunctions(root, into);
await bundleCommandLine(root, into);
const sources = join(root, 'templates/source');
await cp(join(root, 'templates'), join(into, 'templates'), {
  recursive: true,
  filter: (path) => path !== sources,
});
await chmod(join(into, 'rotator.js'), 0o755);
// The folder is CommonJS, even if the package above it is not.
await writeFile(join(into, 'package.json'), '{"type":"commonjs"}\n');
const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0).padStart(5)} KB`;
for (const { name, size, zipped } of bundles)
  process.stdout.write(`${name.padEnd(16)} ${kilobytes(size)} ${kilobytes(zipped)} zipped\n`);
