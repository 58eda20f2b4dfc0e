import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import { callsTo, create } from '../../../support/sandbox/calls.ts';
import { asJson } from '../../../support/sandbox/tags.ts';

async function startFleet() {
  const sandbox = await startSandbox();
  const call = callsTo(sandbox);
  await create(call, 'prod/db', { Tags: asJson({ 'rotation:type': 'rds-mysql', team: 'a' }) });
  await create(call, 'prod/token', {
    Tags: asJson({ 'rotation:type': 'generic' }),
    Description: 'a token',
    DKMSInstanceId: 'kst-1',
  });
  await create(call, 'managed', { SecretType: 'Rds' });
  const names = async (...filters: [string, string[]][]) => {
    const Filters = JSON.stringify(filters.map(([Key, Values]) => ({ Key, Values })));
    const answer = Object(await call('ListSecrets', { Filters }));
    return answer.SecretList.Secret.map((secret: { SecretName: string }) => secret.SecretName);
  };
  return { sandbox, call, names, [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() };
}

describe('ListSecrets', () => {
  it('takes the values of one filter as alternatives and wants every filter to hold', async () => {
    await using fleet = await startFleet();
    const { names } = fleet;
    expect(await names(['TagKey', ['rotation:type']])).toEqual(['prod/db', 'prod/token']);
    expect(await names(['TagValue', ['generic', 'rds-mysql']])).toEqual(['prod/db', 'prod/token']);
    expect(await names(['TagKey', ['rotation:type']], ['TagValue', ['a']])).toEqual(['prod/db']);
    expect(await names(['SecretName', ['prod/']], ['Description', ['token']])).toEqual(['prod/token']);
    expect(await names(['SecretType', ['RDS']])).toEqual(['managed']);
    expect(await names(['SecretName', ['x']])).toEqual([]);
  });

  it('finds secrets by the instance that keeps them and by the account that made them', async () => {
    await using fleet = await startFleet();
    const { names, sandbox } = fleet;
    expect(await names(['DKMSInstanceId', ['kst-1']])).toEqual(['prod/token']);
    expect(await names(['Creator', [sandbox.accountId]])).toHaveLength(3);
    expect(await names(['Creator', ['1']])).toEqual([]);
  });

  it('shows tags only when asked for', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'app', { Tags: asJson({ team: 'a' }) });
    expect(await call('ListSecrets')).not.toHaveProperty('SecretList.Secret[0].Tags');
    expect(await call('ListSecrets', { FetchTags: 'true' })).toMatchObject({
      SecretList: { Secret: [{ Tags: { Tag: [{ TagKey: 'team', TagValue: 'a' }] } }] },
    });
  });

  it('tells of a secret in its deletion window when it is planned to go', async () => {
    await using fleet = await startFleet();
    const { PlannedDeleteTime } = Object(await fleet.call('DeleteSecret', { SecretName: 'managed' }));
    expect(await fleet.call('ListSecrets', { PageNumber: '2', PageSize: '2' })).toMatchObject({
      SecretList: { Secret: [{ SecretName: 'managed', PlannedDeleteTime }] },
    });
  });

  it('pages, and tells the whole number on every page', async () => {
    await using fleet = await startFleet();
    const { call } = fleet;
    expect(await call('ListSecrets', { PageNumber: '2', PageSize: '2' })).toMatchObject({
      PageNumber: 2,
      PageSize: 2,
      TotalCount: 3,
      SecretList: { Secret: [{ SecretName: 'managed', SecretType: 'Rds' }] },
    });
    expect(await call('ListSecrets', { PageNumber: '9' })).toMatchObject({ SecretList: { Secret: [] } });
  });

  it.each([{ PageSize: '101' }, { PageSize: '0' }, { PageNumber: '0' }, { PageNumber: 'x' }])(
    'refuses the page %o',
    async (parameters) => {
      await using fleet = await startFleet();
      expect(await fleet.call('ListSecrets', parameters)).toMatchObject({ failed: 'InvalidParameter' });
    },
  );

  const filter = (Key: string, count: number) => ({ Key, Values: Array.from({ length: count }, () => 'x') });
  it.each([
    ['a filter it does not know', [{ Key: 'Color', Values: ['red'] }]],
    ['a filter without values', [filter('TagKey', 0)]],
    ['a filter of eleven values', [filter('TagKey', 11)]],
    ['eleven filters', Array.from({ length: 11 }, () => filter('TagKey', 1))],
  ])('refuses %s', async (_, filters) => {
    await using fleet = await startFleet();
    expect(await fleet.call('ListSecrets', { Filters: JSON.stringify(filters) })).toMatchObject({
      failed: 'InvalidParameter',
    });
  });
});
