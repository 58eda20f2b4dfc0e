import { expect, it } from 'vitest';
import { runningServers } from '../../support/servers/running.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { findSubjects } from '../../support/stand/subject.ts';
import { show } from './show.ts';

const [server] = runningServers();
const subjects = await findSubjects(runningServers());

it('one cloud has a place for the secrets of all that the demo shows', async () => {
  await using cloud = await startCloud(server?.certificateAuthorityFile);
  const secrets: string[] = [];
  for (const subject of subjects) {
    await using ready = await subject.prepare(cloud);
    secrets.push(ready.secret);
  }
  expect(new Set(secrets).size).toBe(subjects.length);
});

it('the demo tells of the steps, and whether the promise was kept', async () => {
  await using cloud = await startCloud(server?.certificateAuthorityFile);
  const said: string[] = [];
  const dual = subjects.find((one) => one.dual && one.type === 'rds-postgresql');
  if (!dual) throw new Error('no subject of PostgreSQL was found');
  const { kept, row } = await show(cloud, dual, { rotations: 2, say: (line) => said.push(line) });
  expect(kept).toBe(true);
  expect(row.slice(1, 4)).toEqual([dual.strategy, dual.actor, '2']);
  expect(said.join('\n')).toMatch(/createSecret[\s\S]+setSecret[\s\S]+testSecret[\s\S]+finishSecret/);
});
