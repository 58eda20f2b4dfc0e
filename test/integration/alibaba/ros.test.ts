import { describe, expect, it } from 'vitest';
import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { createChangeSet } from '../../../shared/alibaba/ros/create-change-set.ts';
import { executeChangeSet } from '../../../shared/alibaba/ros/execute-change-set.ts';
import { openRos } from '../../../shared/alibaba/ros/open.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { kmsError, startCannedServer } from './canned-server.ts';

const signal = new AbortController().signal;
const canary = 'C4n4ry value';

const openAt = (endpoint: string) =>
  openRos(
    readEnvironment({ ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou', ROTATION_ROS_ENDPOINT: endpoint }),
    fixedCredentials({ accessKeyId: 'id', accessKeySecret: 'secret' }),
  );

const wish = (hidden: Readonly<Record<string, Sensitive>>) => ({
  stack: { name: 's' },
  name: 'c',
  template: 'the template',
  parameters: { Plain: 'p' },
  hidden,
});

describe('a change set that is asked for', () => {
  it('has its template and what is hidden in the body, where no proxy logs them', async () => {
    await using server = await startCannedServer({
      status: 200,
      body: { ChangeSetId: 'c-1', StackId: 's-1' },
    });
    const hidden = { Hidden: new Sensitive(canary) };
    expect(await createChangeSet(openAt(server.endpoint), 'cn-hangzhou', wish(hidden), signal)).toEqual({
      ChangeSetId: 'c-1',
      StackId: 's-1',
    });
    const [request] = server.seen;
    expect(Object.fromEntries(request?.form ?? [])).toEqual({
      TemplateBody: 'the template',
      'Parameters.2.ParameterKey': 'Hidden',
      'Parameters.2.ParameterValue': canary,
    });
    expect(request?.query.get('Parameters.1.ParameterKey')).toBe('Plain');
    expect(request?.query.get('Parameters.1.ParameterValue')).toBe('p');
    expect(request?.url).not.toContain('C4n4ry');
  });

  it.each([
    [{}, 'the reason is told'],
    [{ Hidden: new Sensitive(canary) }, 'no word of the answer is told'],
  ])('and refused: with %j %s', async (hidden, what) => {
    const refused = kmsError(400, 'StackValidationFailed', { Message: `the value "${canary}" is not good` });
    await using server = await startCannedServer(refused);
    const asking = createChangeSet(openAt(server.endpoint), 'cn-hangzhou', wish(hidden), signal);
    const message = String(await asking.catch((error: unknown) => error));
    expect(message).toContain('StackValidationFailed');
    expect(message.includes('is not good')).toBe(what === 'the reason is told');
    expect(message.includes(canary)).toBe(what === 'the reason is told');
    expect(server.seen).toHaveLength(1);
  });
});

describe('a change set that is executed', () => {
  const lost = 'drop' as const;
  const looked = (ExecutionStatus: string) => ({ status: 200, body: { ExecutionStatus } });
  const done = { status: 200, body: {} };

  it('is executed once where the answer was lost and it has begun', async () => {
    await using server = await startCannedServer(lost, looked('EXECUTE_IN_PROGRESS'), done);
    await executeChangeSet(openAt(server.endpoint), 'cn-hangzhou', 'c-1', signal);
    expect(server.seen.map(({ action }) => action)).toEqual(['ExecuteChangeSet', 'GetChangeSet']);
  });

  it('is executed again where it has not begun', async () => {
    await using server = await startCannedServer(lost, looked('AVAILABLE'), done);
    await executeChangeSet(openAt(server.endpoint), 'cn-hangzhou', 'c-1', signal);
    expect(server.seen.map(({ action }) => action)).toEqual([
      'ExecuteChangeSet',
      'GetChangeSet',
      'ExecuteChangeSet',
    ]);
  });

  it('is not executed again where ROS refuses it', async () => {
    await using server = await startCannedServer(kmsError(409, 'ActionInProgress'));
    await expect(
      executeChangeSet(openAt(server.endpoint), 'cn-hangzhou', 'c-1', signal),
    ).rejects.toMatchObject({
      code: 'ActionInProgress',
    });
    expect(server.seen).toHaveLength(1);
  });
});
