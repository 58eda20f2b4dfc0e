import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fc } from '../../../shared/sandbox/fc/fc.ts';
import { kms } from '../../../shared/sandbox/kms/kms.ts';
import { oss } from '../../../shared/sandbox/oss/oss.ts';
import { ram } from '../../../shared/sandbox/ram/ram.ts';
import { ros } from '../../../shared/sandbox/ros/ros.ts';
import { sls } from '../../../shared/sandbox/sls/sls.ts';
import { sts } from '../../../shared/sandbox/sts/sts.ts';

it.each([
  ['kms', kms, 16],
  ['oss', oss, 5],
  ['ram', ram, 25],
  ['ros', ros, 12],
  ['sts', sts, 2],
  ['fc', fc, 14],
  ['sls', sls, 11],
])(
  'every file that defines an operation of %s is named for it and is in the list',
  async (name, service, count) => {
    const folder = join(import.meta.dirname, '../../../shared/sandbox', name);
    const files = await readdir(folder);
    const defining: string[] = [];
    for (const file of files.filter((one) => one.endsWith('.ts')))
      if (/ defineOperation\(/.test(await readFile(join(folder, file), 'utf8'))) defining.push(file);
    const listed = service.operations.map(
      ({ action }) => `${action.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()}.ts`,
    );
    expect(listed.toSorted()).toEqual(defining.toSorted());
    expect(listed).toHaveLength(count);
  },
);
