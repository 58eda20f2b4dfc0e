import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { kms } from '../../shared/sandbox/kms/kms.ts';

it('every file that defines an operation of KMS is named for it and is in the list', async () => {
  const folder = join(import.meta.dirname, '../../shared/sandbox/kms');
  const files = await readdir(folder);
  const defining: string[] = [];
  for (const file of files)
    if (/ defineOperation\(/.test(await readFile(join(folder, file), 'utf8'))) defining.push(file);
  const listed = kms.operations.map(
    ({ action }) => `${action.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()}.ts`,
  );
  expect(listed.toSorted()).toEqual(defining.toSorted());
  expect(listed).toHaveLength(16);
});
