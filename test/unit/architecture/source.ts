import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Comment, type Program, parseSync } from 'oxc-parser';

const root = join(import.meta.dirname, '../../..');

/** One source file, as its imports and its text without comments. */
export interface Source {
  /** From the root. */
  readonly path: string;
  /** Paths from the root for our own files, package names for all others. */
  readonly imports: readonly string[];
  readonly code: string;
}

/** The same with all that was parsed. */
export interface ParsedSource extends Source {
  /** The whole file. */
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
}

export async function readSources(...folders: string[]): Promise<ParsedSource[]> {
  const found = await Promise.all(folders.map((folder) => readdir(join(root, folder), { recursive: true })));
  const paths = found.flatMap((files, index) => files.map((file) => join(folders[index] ?? '', file)));
  return Promise.all(paths.filter((path) => path.endsWith('.ts')).map(readSource));
}

async function readSource(path: string): Promise<ParsedSource> {
  const text = await readFile(join(root, path), 'utf8');
  const { module, comments, program } = parseSync(path, text);
  const specifiers = [
    ...module.staticImports.map((one) => one.moduleRequest.value),
    ...module.staticExports.flatMap((one) =>
      one.entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map((one) => text.slice(one.moduleRequest.start + 1, one.moduleRequest.end - 1)),
  ];
  return {
    path,
    imports: specifiers.map((name) => target(path, name)),
    text,
    program,
    comments,
    code: withoutComments(text, comments),
  };
}

function target(path: string, specifier: string): string {
  if (specifier.startsWith('.')) return join(dirname(path), specifier);
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

function withoutComments(text: string, comments: readonly { start: number; end: number }[]): string {
  const pieces = comments.map(({ start }, index) => text.slice(comments[index - 1]?.end ?? 0, start));
  return [...pieces, text.slice(comments.at(-1)?.end ?? 0)].join('');
}
