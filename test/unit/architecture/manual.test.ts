import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasOption, helpOf } from '../../support/operator/help.ts';
import { anchorsOf, linksOf, readDocuments, root, samplesOf, textOf } from './manual.ts';

const documents = await readDocuments();

/** Returns what the README has in every language, word for word or in the same number. */
function sharedBy(text: string) {
  return {
    blocks: [...text.matchAll(/^ *```.*?^ *```$/gms)].map(([block]) => block),
    headings: [...text.matchAll(/^## /gm)].length,
    rows: [...text.matchAll(/^\|/gm)].length,
    tags: [...new Set([...text.matchAll(/`(rotation:[^`]*)`/g)].map(([, tag]) => tag))].sort(),
  };
}

describe('the documents', () => {
  it.each(documents)('$path leads only to files and headings that exist', async (page) => {
    const astray: string[] = [];
    for (const { to, heading } of linksOf(page)) {
      if (!existsSync(join(root, to))) astray.push(to);
      else if (heading !== undefined && !anchorsOf(await textOf(to)).includes(heading))
        astray.push(`${to}#${heading}`);
    }
    expect(astray).toEqual([]);
  });

  it('show only commands and options that the command line has', async () => {
    const samples = documents.flatMap(samplesOf);
    const commands = [...new Set(samples.map(({ command }) => command))];
    const known = [...(await helpOf()).matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    expect(samples.length).toBeGreaterThan(30);
    expect(commands.filter((command) => !known.includes(command))).toEqual([]);
    const helps = new Map(await Promise.all(commands.map(async (one) => [one, await helpOf(one)] as const)));
    const wrong = samples.filter(({ command, options }) =>
      options.some((option) => !hasOption(helps.get(command) ?? '', option)),
    );
    expect(wrong.map(({ line }) => line)).toEqual([]);
  });

  it('say the README in Chinese with the same code, headings, rows and tags', async () => {
    const [english, chinese] = await Promise.all(
      ['README.md', 'README.zh.md'].map(async (path) => sharedBy(await textOf(path))),
    );
    expect(english?.blocks.length).toBeGreaterThan(5);
    expect(english?.tags.length).toBeGreaterThan(8);
    expect(chinese).toEqual(english);
  });

  it('would show a wrong option, link or heading', () => {
    const page = { path: 'a/README.md', text: '`rotator plan NAME --not-there` [b](../b.md#c-d) [e](#f)' };
    expect(samplesOf(page)).toMatchObject([{ command: 'plan', options: ['--not-there'] }]);
    expect(linksOf(page)).toEqual([
      { to: 'b.md', heading: 'c-d' },
      { to: 'a/README.md', heading: 'f' },
    ]);
    expect(anchorsOf("## Limits, and what's (not) known")).toEqual(['limits-and-whats-not-known']);
    expect(anchorsOf('## 限制，与“未知”事项')).toEqual(['限制与未知事项']);
  });
});
