import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { functionNames } from '../../../shared/build/bundle.ts';

export const root = join(import.meta.dirname, '../../..');

/** A document of the project, by its path. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** Reads a file by its path from the root. */
export function textOf(path: string): Promise<string> {
  return readFile(join(root, path), 'utf8');
}

async function read(path: string): Promise<Page> {
  return { path, text: await textOf(path) };
}

/** Reads what a user reads: the README, and those of the secret types, the command line and the templates. */
export async function readManual(): Promise<readonly Page[]> {
  const types = (await functionNames(root)).map((name) => `functions/${name}/README.md`);
  return Promise.all(['README.md', ...types, 'shared/operator/README.md', 'templates/README.md'].map(read));
}

/** Reads all documents that the project has, the manual too. */
export async function readDocuments(): Promise<readonly Page[]> {
  const others = ['README.zh.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'functions/README.md'];
  const inside = ['shared/README.md', 'shared/sandbox/README.md'];
  return [...(await readManual()), ...(await Promise.all([...others, ...inside].map(read)))];
}

/** A link of a page: the path it leads to, from the root, and the heading there. */
export interface Link {
  readonly to: string;
  readonly heading: string | undefined;
}

/** Returns the links of a page that lead to another file, or to a heading. */
export function linksOf({ path, text }: Page): readonly Link[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', heading] = target.split('#');
      return { to: file === '' ? path : join(dirname(path), file), heading };
    });
}

/** Returns the anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** One call of the command line that a page shows: its command, and the names of its options. */
export interface Sample {
  readonly command: string;
  readonly options: readonly string[];
  readonly line: string;
}

/** Returns every call of `rotator` that a page shows, in a block of code or within a sentence. */
export function samplesOf({ text }: Page): readonly Sample[] {
  const blocks = [...text.matchAll(/^ *```(?:sh|console)\n(.*?)^ *```/gms)].flatMap(([, block = '']) =>
    block.replaceAll('\\\n', ' ').split('\n'),
  );
  const inline = [...text.matchAll(/`(rotator [^`]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inline].flatMap((line) =>
    [...line.matchAll(/(?:^|[\s;&])(?:npx )?rotator ([a-z]+)([^#|&;]*)/g)].map(
      ([, command = '', rest = '']) => ({
        command,
        options: [...rest.matchAll(/(?:^|\s)(--[a-z-]+)/g)].map(([, option = '']) => option),
        line: line.trim(),
      }),
    ),
  );
}
