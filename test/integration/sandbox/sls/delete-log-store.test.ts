import { describe, expect, it } from 'vitest';
import { makePrinting, place, project, startWithLogs } from '../../../support/sandbox/with-logs.ts';

describe('DeleteLogStore', () => {
  it('deletes a logstore with its lines', async () => {
    await using running = await startWithLogs();
    const { sandbox, log, print, messages } = running;
    await makePrinting(sandbox);
    await print('a line');
    expect(messages()).toHaveLength(4);
    await log('DeleteLogStore', place);
    await log('CreateLogStore', place);
    expect(messages()).toEqual([]);
  });

  it.each<[object, string, number, string]>([
    [{ ...place, LogstoreName: 'other' }, 'LogStoreNotExist', 404, 'does not exist'],
    [{ ...place, ProjectName: 'elsewhere' }, 'ProjectNotExist', 404, 'does not exist'],
    [{ ProjectName: project }, 'MissingParameter', 400, 'is needed'],
  ])('is refused with %j: %s', async (parameters, code, status, why) => {
    await using running = await startWithLogs();
    await expect(running.log('DeleteLogStore', { ...parameters })).rejects.toMatchObject({
      code,
      status,
      message: expect.stringContaining(why),
    });
  });
});
