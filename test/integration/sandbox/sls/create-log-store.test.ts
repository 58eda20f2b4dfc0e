import fc from '@alicloud/fc20230330';
import { describe, expect, it } from 'vitest';
import { makePrinting, place, project, startWithLogs } from '../../../support/sandbox/with-logs.ts';

describe('CreateLogStore', () => {
  it('makes a logstore, to which the lines of a function go then', async () => {
    await using running = await startWithLogs();
    const { sandbox, log, print } = running;
    await makePrinting(sandbox, 'prints', {
      logConfig: new fc.LogConfig({ project, logstore: 'new-store' }),
    });
    await print('before');
    await log('CreateLogStore', { ProjectName: project, LogstoreName: 'new-store', TTL: 3_650 });
    await print('after');
    const messages = sandbox.logLines(project, 'new-store').map(({ fields }) => fields.message);
    expect(messages).toContain('after');
    expect(messages).not.toContain('before');
  });

  it.each<[object, string, number, string]>([
    [place, 'LogStoreAlreadyExist', 400, 'already exists'],
    [{ ...place, ProjectName: 'elsewhere' }, 'ProjectNotExist', 404, 'does not exist'],
    [{ ...place, LogstoreName: 'No-Store' }, 'InvalidParameter', 400, 'no such name'],
    [{ ...place, LogstoreName: 'new-store', TTL: 0 }, 'InvalidParameter', 400, 'is not valid'],
    [{ ...place, LogstoreName: 'new-store', TTL: 3_651 }, 'InvalidParameter', 400, 'is not valid'],
    [{ ProjectName: project }, 'MissingParameter', 400, 'is needed'],
  ])('is refused with %j: %s', async (parameters, code, status, why) => {
    await using running = await startWithLogs();
    await expect(running.log('CreateLogStore', { ...parameters })).rejects.toMatchObject({
      code,
      status,
      message: expect.stringContaining(why),
    });
  });
});
