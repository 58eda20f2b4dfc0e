import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { services } from '../../../shared/sandbox/services.ts';
import { sls } from '../../../shared/sandbox/sls/sls.ts';

const tests = join(import.meta.dirname, '../../integration/sandbox');

/** The test file of an operation, named as the file that defines the operation. */
const fileOf = ({ action }: { readonly action: string }) =>
  `${action.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()}.test.ts`;

describe('the tests of the sandbox', () => {
  it.each([...services, sls])('have a file for each operation of $name, and no other', async (service) => {
    const files = await readdir(join(tests, service.name.toLowerCase()));
    expect(files.toSorted()).toEqual(service.operations.map(fileOf).toSorted());
  });

  it.each([...services, sls])('have cases under the name of each operation of $name', async (service) => {
    for (const operation of service.operations) {
      const text = await readFile(join(tests, service.name.toLowerCase(), fileOf(operation)), 'utf8');
      expect(text).toMatch(new RegExp(`describe\\('${operation.action}\\b`));
    }
  });
});
