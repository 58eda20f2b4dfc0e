import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readFlatJson } from '../../../shared/engine/credentials/flat-json.ts';
import { parseConfiguration, settingsOf } from '../../../shared/engine/rotation/configuration.ts';
import { parsePolicy } from '../../../shared/engine/rotation/policy.ts';
import { SecretId } from '../../../shared/engine/rotation/store.ts';
import { parseEvent } from '../../../shared/entry/event.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { readDocuments, readManual, root, textOf } from './manual.ts';

const readme = await textOf('README.md');
const manual = (await readManual()).map((page) => page.text).join('\n');
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(await textOf('package.json')));

async function testsInAll(): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const path of await readdir(join(root, 'test'), { recursive: true }))
    if (path.endsWith('.test.ts')) texts.push(await readFile(join(root, 'test', path), 'utf8'));
  return texts;
}

const found = (pattern: RegExp) => [...new Set([...manual.matchAll(pattern)].map((match) => match[1] ?? ''))];

describe('the manual', () => {
  it('names only scripts that exist, as all documents do', async () => {
    const all = (await readDocuments()).map((page) => page.text).join('\n');
    const named = [...all.matchAll(/npm run (?:-s )?([a-z:-]+)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('says what to do about every code of an error, and of no other', async () => {
    const errors = await textOf('shared/engine/rotation/errors.ts');
    const [, union = ''] = /export type ErrorCode =([^;]*);/.exec(errors) ?? [];
    const [, table = ''] = /\| Code \| What to do \|\n(.*?)(\n\n|\n$|$)/s.exec(manual) ?? [];
    const rows = table.split('\n').slice(1);
    const told = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)]);
    const codes = [...union.matchAll(/'([a-z-]+)'/g)];
    expect(codes.length).toBeGreaterThan(20);
    expect(told.map(([, code]) => code).sort()).toEqual(codes.map(([, code]) => code).sort());
  });

  it.each([
    ['shared/engine/rotation/errors.ts', 'ErrorCode', 'code'],
    ['shared/engine/rotation/result.ts', 'Outcome', 'Outcome'],
  ])('has a test that makes each %s %s', async (file, name, field) => {
    const source = await textOf(file);
    const [, union = ''] = new RegExp(`export type ${name} =(.*?);\\n\\n`, 's').exec(source) ?? [];
    const all = [...union.matchAll(/'([a-z-]+)'/g)].map(([, one]) => one ?? '');
    expect(all.length).toBeGreaterThan(15);
    const tests = await testsInAll();
    // What a test expects of an error or a result, and no other word that is spelled alike.
    const expected = new RegExp(`\\b${field}s?\\b[^\n]{0,60}'([a-z-]+)'`, 'g');
    const made = new Set(tests.flatMap((text) => [...text.matchAll(expected)].map(([, one]) => one)));
    expect(all.filter((one) => !made.has(one))).toEqual([]);
  });

  it('names only tags that a policy may have', () => {
    const tags = found(/`rotation:([a-z-]+)`/g).filter((tag) => tag !== 'type');
    const unknown = tags.filter((tag) => {
      try {
        parsePolicy(SecretId.parse('s'), { 'rotation:type': 'x', [`rotation:${tag}`]: '' });
        return false;
      } catch (error) {
        return String(error).includes('unknown tag');
      }
    });
    expect(tags.length).toBeGreaterThan(8);
    expect(unknown).toEqual([]);
  });

  it('shows only events that a function takes', () => {
    const events = found(/^(\{ "(?:Operation|Step)".*\})$/gm);
    expect(events).toHaveLength(3);
    for (const event of events) expect(() => parseEvent(JSON.parse(event))).not.toThrow();
  });

  it('shows values of secrets whose fields are strings, each name once', () => {
    const values = found(/(\{ "AccountName.*\})/g).map((text) => readFlatJson(new Sensitive(text)));
    expect(values.length).toBeGreaterThan(1);
    for (const fields of values) {
      expect(fields).toBeInstanceOf(Map);
      expect([...fields.values()].filter((one) => typeof one !== 'string')).toEqual([]);
    }
  });

  it('shows a configuration that a function takes', () => {
    const shown = found(/```json\n(\{ "probe"[^`]*\})\n```/g);
    expect(shown).toHaveLength(1);
    const name = SecretId.parse('shop/app');
    const settings = settingsOf(parseConfiguration('the README', shown[0] ?? ''), name);
    expect(settings).toMatchObject({ probe: 'select 1 from orders', floors: { password: 64 } });
  });

  it('shows only forms of tags that KMS takes', () => {
    const rows = found(/^\| (`rotation:.*) \|$/gm);
    const forms = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, form = '']) => form));
    expect(forms.length).toBeGreaterThan(40);
    expect(forms.filter((form) => !/^([A-Za-z0-9/\\_.+=:@-]{1,128}|%)$/.test(form))).toEqual([]);
  });

  it('stays short enough to be read', () => {
    expect(readme.split('\n').length).toBeLessThan(250);
  });
});
