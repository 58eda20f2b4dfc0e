import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../templates/source/document.ts';
import { fill } from '../../../templates/source/fill.ts';
import { secretTypes } from '../../../templates/source/secret-types.ts';
import { written } from '../../../templates/source/written.ts';
import { templateFile } from '../../support/templates/template-files.ts';

describe('the sources of the templates', () => {
  it.each([...written])('write %s as it is committed', (name, text) => {
    expect(templateFile(name).text).toBe(text);
  });

  it('have a row for each function', async () => {
    const folders = await readdir(join(import.meta.dirname, '../../../functions'), { withFileTypes: true });
    const functions = folders.filter((one) => one.isDirectory()).map(({ name }) => name);
    expect(secretTypes.map(({ name }) => name).sort()).toEqual(functions.sort());
  });

  it('leave no entry empty: a name that no template has is refused', () => {
    const own = parseYaml('Parameters:\n  Schedul:\n');
    const template = parseYaml('Parameters:\n  Schedule: {}\n');
    expect(() => fill(own.contents, template.contents)).toThrow('there is nothing to fill Schedul with');
  });
});
