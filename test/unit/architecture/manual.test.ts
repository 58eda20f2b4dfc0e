import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { run } from '../../../shared/operator/cli/run.ts';
import { anchorsOf, linksOf, readDocuments, root, samplesOf } from './manual.ts';

const documents = await readDocuments();

async function helpOf(...words: readonly string[]): Promise<string> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  await run([], [...words, '--help'], { stdout, stderr });
  stdout.end();
  return text(stdout);
}

describe('the documents', () => {
  it.each(documents)('$path leads only to files and headings that exist', async (page) => {
    const astray: string[] = [];
    for (const { to, heading } of linksOf(page)) {
      if (!existsSync(join(root, to))) astray.push(to);
      else if (heading !== undefined && !anchorsOf(await readFile(join(root, to), 'utf8')).includes(heading))
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
      options.some((option) => !new RegExp(`^ +(-\\w, )?${option}\\b`, 'm').test(helps.get(command) ?? '')),
    );
    expect(wrong.map(({ line }) => line)).toEqual([]);
  });

  it('would show a wrong option, link or heading', () => {
    const page = { path: 'a/README.md', text: '`rotator plan NAME --not-there` [b](../b.md#c-d) [e](#f)' };
    expect(samplesOf(page)).toMatchObject([{ command: 'plan', options: ['--not-there'] }]);
    expect(linksOf(page)).toEqual([
      { to: 'b.md', heading: 'c-d' },
      { to: 'a/README.md', heading: 'f' },
    ]);
    expect(anchorsOf("## Limits, and what's (not) known")).toEqual(['limits-and-whats-not-known']);
  });
});
