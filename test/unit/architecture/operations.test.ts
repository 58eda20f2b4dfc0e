import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { services } from '../../../shared/sandbox/services.ts';
import { sls } from '../../../shared/sandbox/sls/sls.ts';

const sources = join(import.meta.dirname, '../../../shared/sandbox');
const tests = join(import.meta.dirname, '../../integration/sandbox');

/** The name of the file that defines an operation, and of the file with its cases, without the ending. */
const nameOf = ({ action }: { readonly action: string }) =>
  action.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();

const counts = new Map(
  Object.entries({ kms: 16, oss: 5, ram: 25, ros: 12, sts: 2, fc: 14, sls: 11, actiontrail: 1, rds: 8 }),
);

describe.each([...services, sls])('every operation of $name', (service) => {
  const { operations } = service;
  const name = service.name.toLowerCase();

  it('is in the list, and defined in a file that is named for it', async () => {
    const defining: string[] = [];
    for (const file of (await readdir(join(sources, name))).filter((one) => one.endsWith('.ts')))
      if (/ defineOperation\(/.test(await readFile(join(sources, name, file), 'utf8'))) defining.push(file);
    expect(operations.map((one) => `${nameOf(one)}.ts`).toSorted()).toEqual(defining.toSorted());
    expect(operations).toHaveLength(counts.get(name) ?? 0);
  });

  it('has a test file with cases under its name, and nothing else has one there', async () => {
    const files = await readdir(join(tests, name));
    expect(files.toSorted()).toEqual(operations.map((one) => `${nameOf(one)}.test.ts`).toSorted());
    for (const operation of operations) {
      const text = await readFile(join(tests, name, `${nameOf(operation)}.test.ts`), 'utf8');
      expect(text).toMatch(new RegExp(`describe\\('${operation.action}\\b`));
    }
  });
});
