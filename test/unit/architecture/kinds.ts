import type { Source } from './source.ts';

/** The kinds of tests, each with the other kinds that it may use. Nothing of the product uses any of them. */
const kinds = {
  unit: ['support'],
  integration: ['support'],
  process: ['integration', 'support'],
  full: ['support'],
  tools: ['process', 'integration', 'unit', 'support'],
  support: [],
} as const satisfies Record<string, readonly string[]>;

type Kind = keyof typeof kinds;

/** Starts the built bundles, each call in a process of its own. */
const bundle = 'test/support/stand/bundle.ts';
const mayStartBundles: readonly (Kind | undefined)[] = ['process', 'full', 'tools'];

/** Whatever starts a process, a server or the sandbox. */
const costly = [
  /^node:(child_process|cluster|worker_threads|dgram|http|http2|https|net|tls)$/,
  /^test\/support\/(servers|temporary|sandbox)\//,
  /^shared\/sandbox\/sandbox\.ts$/,
];

/** Names what a file of tests uses that its kind may not. `sources` are all files of `test/`. */
export function usedWithoutRight(source: Source, sources: ReadonlyMap<string, Source>): readonly string[] {
  const kind = kindOf(source.path);
  if (kind === undefined) return [`${source.path} is of no kind`];
  const allowed: readonly string[] = [kind, ...kinds[kind]];
  const others = source.imports.filter((path) => {
    const other = kindOf(path);
    return other !== undefined && !allowed.includes(other);
  });
  const bundles = mayStartBundles.includes(kind) ? [] : source.imports.filter((path) => path === bundle);
  const costs = kind === 'unit' ? costsOf(source, sources) : [];
  return [...others, ...bundles, ...costs];
}

/** Follows the imports of a unit test within `test/`: the product is judged by rules of its own. */
function costsOf(source: Source, sources: ReadonlyMap<string, Source>): readonly string[] {
  const seen = new Set<string>();
  const visit = ({ imports }: Source) => {
    for (const path of imports) {
      if (seen.has(path)) continue;
      seen.add(path);
      const next = sources.get(path);
      if (next) visit(next);
    }
  };
  visit(source);
  return [...seen].filter((path) => costly.some((pattern) => pattern.test(path)));
}

function kindOf(path: string): Kind | undefined {
  const [top, folder = ''] = path.split('/');
  return top === 'test' && isKind(folder) ? folder : undefined;
}

function isKind(name: string): name is Kind {
  return Object.hasOwn(kinds, name);
}
