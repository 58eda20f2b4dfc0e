import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import { callsTo } from '../../../support/sandbox/calls.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';

const byName = (name: string) => ({
  'LookupAttribute.1.Key': 'EventName',
  'LookupAttribute.1.Value': name,
});

async function withHistory() {
  const sandbox = await startSandbox();
  const kms = callsTo(sandbox);
  await kms('CreateSecret', { SecretName: 'a', VersionId: 'v0' }, { SecretData: 'a value of a secret' });
  for (const version of ['v1', 'v2', 'v3'])
    await kms(
      'PutSecretValue',
      { SecretName: 'a', VersionId: version },
      { SecretData: `value of ${version}` },
    );
  return {
    sandbox,
    look: callsTo(sandbox, 'actiontrail'),
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

describe('LookupEvents: the audit log', () => {
  it('is read by the name of the call, page by page, the newest first', async () => {
    await using history = await withHistory();
    const query = { ...byName('PutSecretValue'), MaxResults: '2' };
    const first = await history.look('LookupEvents', query);
    expect(first).toMatchObject({
      Events: [
        {
          eventName: 'PutSecretValue',
          serviceName: 'Kms',
          requestParameters: { SecretName: 'a', VersionId: 'v3' },
        },
        { requestParameters: { VersionId: 'v2' } },
      ],
      NextToken: '2',
    });
    const last = await history.look('LookupEvents', { ...query, NextToken: '2' });
    expect(last).toMatchObject({ Events: [{ requestParameters: { VersionId: 'v1' } }] });
    expect(last).not.toHaveProperty('NextToken');
    expect(JSON.stringify([first, last])).not.toContain('value of');
  });

  it('is read of the time that is asked for', async () => {
    await using history = await withHistory();
    const past = { StartTime: '2020-01-01T00:00:00Z', EndTime: '2020-01-02T00:00:00Z' };
    expect(await history.look('LookupEvents', past)).toMatchObject({ ...past, Events: [] });
  });

  it('is read the oldest first when told to', async () => {
    await using history = await withHistory();
    const query = { ...byName('PutSecretValue'), Direction: 'FORWARD', MaxResults: '1' };
    expect(await history.look('LookupEvents', query)).toMatchObject({
      Events: [{ requestParameters: { VersionId: 'v1' } }],
    });
  });

  it('is read by service, user, event and key', async () => {
    await using history = await withHistory();
    const { sandbox, look } = history;
    const find = async (Key: string, Value: string) =>
      Object(await look('LookupEvents', { 'LookupAttribute.1.Key': Key, 'LookupAttribute.1.Value': Value }))
        .Events.length;
    const eventId = sandbox.audit.records[0]?.eventId ?? '';
    expect([
      await find('ServiceName', 'Kms'),
      await find('ServiceName', 'Ram'),
      await find('EventId', eventId),
      await find('User', 'nobody'),
      await find('EventAccessKeyId', 'LTAI5tx'),
    ]).toEqual([4, 0, 1, 0, 0]);
    expect(await find('User', 'root')).toBeGreaterThanOrEqual(4);
    expect(await find('EventAccessKeyId', sandbox.accessKeyId)).toBeGreaterThanOrEqual(4);
  });

  it('answers the last seven days without a time, and 20 events', async () => {
    await using history = await withHistory();
    const { StartTime, EndTime } = Object(await history.look('LookupEvents'));
    expect(Date.parse(EndTime) - Date.parse(StartTime)).toBe(7 * 24 * 60 * 60 * 1_000);
    for (let count = 0; count < 20; count += 1) await history.look('LookupEvents', { MaxResults: '0' });
    expect(Object(await history.look('LookupEvents')).Events).toHaveLength(20);
  });

  it.each([
    ['a time that is none', { StartTime: '2020-01-01' }],
    [
      'a condition that it does not know',
      { 'LookupAttribute.1.Key': 'Color', 'LookupAttribute.1.Value': '' },
    ],
    ['a direction that is none', { Direction: 'SIDEWAYS' }],
    ['more than 50 events', { MaxResults: '51' }],
    ['a token that it did not give', { NextToken: 'x' }],
  ])('is refused with %s', async (_, query) => {
    await using history = await withHistory();
    expect(await history.look('LookupEvents', query)).toMatchObject({
      failed: 'InvalidParameter',
      status: 400,
    });
  });

  it('takes one condition a query', async () => {
    await using history = await withHistory();
    const two = {
      ...byName('PutSecretValue'),
      'LookupAttribute.2.Key': 'User',
      'LookupAttribute.2.Value': 'root',
    };
    expect(await history.look('LookupEvents', two)).toMatchObject({ status: 400 });
  });

  it('is closed to who is not permitted to read it, by name', async () => {
    await using history = await withHistory();
    const nobody = callsTo(await userWithKey(history.sandbox, 'nobody'), 'actiontrail');
    expect(await nobody('LookupEvents')).toMatchObject({
      failed: 'NoPermission',
      denial: { AuthAction: 'actiontrail:LookupEvents' },
    });
  });
});
