import { execFile } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { copyData } from '../../support/servers/template.ts';
import { giveAway, isRoot } from '../../support/servers/unprivileged.ts';

const run = promisify(execFile);

test('databases belong to the server alone, whoever owns the template and whatever its rights are', async () => {
  await using template = await temporaryDirectory();
  await using directory = await temporaryDirectory();
  await giveAway(directory.path);
  const table = join(template.path, 'data/tables/table');
  await mkdir(join(template.path, 'data/tables'), { recursive: true });
  await writeFile(table, 'a row');
  await run('chmod', ['-R', 'a=rX', template.path]);
  if (isRoot) await run('chown', ['-R', '4711:4711', template.path]);
  const data = await copyData(template.path, directory.path);
  const { uid } = await stat(directory.path);
  for (const [path, mode] of [
    [data, 0o700],
    [join(data, 'tables'), 0o700],
    [join(data, 'tables/table'), 0o600],
  ] as const) {
    const found = await stat(path);
    expect({ uid: found.uid, mode: found.mode & 0o777 }, path).toEqual({ uid, mode });
  }
  await run('chmod', ['-R', 'u+w', template.path]);
});
