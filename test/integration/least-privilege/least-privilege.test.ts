import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { roleTrusting } from '../../support/sandbox/people.ts';
import { smallBundle } from '../../support/sandbox/small-bundle.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { type Named, type Statement, statementsOf } from '../../support/stand/template-role.ts';
import { type Lesser, lesser } from './lesser.ts';
import { live, logProject, type Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let codeDirectory: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  codeDirectory = await smallBundle(
    directory.path,
    'says',
    'exports.handler = async () => console.log("here");',
  );
});
afterAll(() => directory[Symbol.asyncDispose]());

const place = { ProjectName: logProject, LogstoreName: 'secret-rotation' };

/** Everything a function has to do, under a role with these rights. */
async function liveWith(scenario: Scenario, pick: (all: readonly Statement[]) => readonly Statement[]) {
  await using cloud = await startCloud(undefined);
  const { sandbox } = cloud;
  await sandbox.log('CreateProject', { Name: logProject });
  await sandbox.log('CreateLogStore', place);
  const named = await scenario.prepare(cloud);
  const statements = pick(granted(cloud, scenario, named));
  await roleTrusting(sandbox, 'rotator', { Service: 'fc.aliyuncs.com' }, { statements });
  const logConfig = { project: logProject, logstore: place.LogstoreName };
  sandbox.createFunction({ functionName: scenario.type, codeDirectory, role: 'rotator', logConfig });
  const key = sandbox.assumeForService({ service: 'fc.aliyuncs.com', roleName: 'rotator' });
  await live(cloud, scenario, named, fixedCredentials(key));
}

const granted = ({ sandbox }: Cloud, { type }: Scenario, named: Named) =>
  statementsOf(sandbox, type, { ...named, logProject });

const refusal = (scenario: Scenario, one: number) =>
  liveWith(scenario, (all) => lesser(all)[one]?.statements ?? all).then(
    () => 'nothing',
    (error: Error) => error.message,
  );

async function casesOf(scenario: Scenario): Promise<readonly Lesser[]> {
  await using cloud = await startCloud(undefined);
  const named = await scenario.prepare(cloud);
  return lesser(granted(cloud, scenario, named));
}

const cases = await Promise.all(
  scenarios.map(async (scenario) => ({
    type: scenario.type,
    scenario,
    less: (await casesOf(scenario)).map((one, index) => ({ ...one, index })),
  })),
);

describe.each(cases)('the role that a template gives to $type', ({ scenario, less }) => {
  it('is enough for all that the function has to do', async () => {
    await expect(liveWith(scenario, (all) => all)).resolves.toBeUndefined();
  });

  it.each(less)('is too little $title, and the denial names what is missing', async ({ index, denied }) => {
    const message = await refusal(scenario, index);
    expect(
      denied.filter((action) => message.includes(action)),
      message,
    ).not.toEqual([]);
  });
});
