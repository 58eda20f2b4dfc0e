import kms from '@alicloud/kms20160120';
import { describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';

/** The newest client for KMS that the registry has; it speaks the older signature. */
function clientOf({ accessKeyId, accessKeySecret, endpoint, regionId }: Sandbox) {
  const config = {
    accessKeyId,
    accessKeySecret,
    regionId,
    protocol: 'http',
    endpoint: new URL(endpoint).host,
  };
  // Untyped, because the class of its settings is in a package that is not ours to import.
  return new kms.default(Object(config));
}

const secretName = 'prod/app';

async function startWithSecret() {
  const sandbox = await startSandbox();
  const client = clientOf(sandbox);
  await client.createSecret(
    new kms.CreateSecretRequest({
      secretName,
      versionId: 'v1',
      secretData: 'p@ss w+rd/ä"%&=',
      description: 'the first',
      tags: '[{"TagKey":"team","TagValue":"a"}]',
    }),
  );
  return { sandbox, client, [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() };
}

describe('the official client for KMS', () => {
  it('creates a secret and reads it back', async () => {
    await using running = await startWithSecret();
    const read = await running.client.getSecretValue(new kms.GetSecretValueRequest({ secretName }));
    expect(read).toMatchObject({
      secretName,
      versionId: 'v1',
      secretData: 'p@ss w+rd/ä"%&=',
      secretDataType: 'text',
      versionStages: { versionStage: ['ACSCurrent'] },
    });
  });

  it('rotates a secret by stages', async () => {
    await using running = await startWithSecret();
    const { client } = running;
    await client.putSecretValue(
      new kms.PutSecretValueRequest({
        secretName,
        versionId: 'v2',
        secretData: 'new',
        versionStages: '["Pending"]',
      }),
    );
    const move = (versionStage: string, versions: Record<string, string>) =>
      client.updateSecretVersionStage(
        new kms.UpdateSecretVersionStageRequest({ secretName, versionStage, ...versions }),
      );
    await move('ACSCurrent', { moveToVersion: 'v2' });
    await move('ACSPrevious', { moveToVersion: 'v1' });
    await move('Pending', { removeFromVersion: 'v2' });
    const listed = await client.listSecretVersionIds(new kms.ListSecretVersionIdsRequest({ secretName }));
    expect(listed).toMatchObject({
      totalCount: 2,
      versionIds: {
        versionId: [
          { versionId: 'v2', versionStages: { versionStage: ['ACSCurrent'] } },
          { versionId: 'v1', versionStages: { versionStage: ['ACSPrevious'] } },
        ],
      },
    });
  });

  it('describes, tags, untags, updates and lists', async () => {
    await using running = await startWithSecret();
    const { client } = running;
    await client.updateSecret(new kms.UpdateSecretRequest({ secretName, description: 'the second' }));
    await client.tagResource(
      new kms.TagResourceRequest({ secretName, tags: '[{"TagKey":"env","TagValue":"prod"}]' }),
    );
    await client.untagResource(new kms.UntagResourceRequest({ secretName, tagKeys: '["team"]' }));
    const described = await client.describeSecret(
      new kms.DescribeSecretRequest({ secretName, fetchTags: 'true' }),
    );
    expect(described).toMatchObject({
      arn: `acs:kms:${running.sandbox.regionId}:${running.sandbox.accountId}:secret/${secretName}`,
      description: 'the second',
      tags: { tag: [{ tagKey: 'env', tagValue: 'prod' }] },
    });
    const listed = await client.listSecrets(new kms.ListSecretsRequest({ pageNumber: 1, pageSize: 5 }));
    expect(listed).toMatchObject({ totalCount: 1, secretList: { secret: [{ secretName }] } });
  });

  it('deletes and restores', async () => {
    await using running = await startWithSecret();
    const { client } = running;
    const deleted = await client.deleteSecret(
      new kms.DeleteSecretRequest({ secretName, recoveryWindowInDays: '7' }),
    );
    expect(Date.parse(deleted.plannedDeleteTime)).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    await client.restoreSecret(new kms.RestoreSecretRequest({ secretName }));
    expect(await client.getSecretValue(new kms.GetSecretValueRequest({ secretName }))).toMatchObject({
      versionId: 'v1',
    });
  });

  it('gets a random password', async () => {
    await using sandbox = await startSandbox();
    const answer = await clientOf(sandbox).getRandomPassword(
      new kms.GetRandomPasswordRequest({ passwordLength: '20', excludePunctuation: 'true' }),
    );
    expect(answer.randomPassword).toMatch(/^[A-Za-z0-9]{20}$/);
  });

  it('understands an error, to whose code it adds a word of its own', async () => {
    await using sandbox = await startSandbox();
    await expect(
      clientOf(sandbox).getSecretValue(new kms.GetSecretValueRequest({ secretName: 'none' })),
    ).rejects.toMatchObject({
      code: 'Forbidden.ResourceNotFoundError',
      data: { HttpStatus: 404, Code: 'Forbidden.ResourceNotFound', RequestId: expect.any(String) },
    });
  });

  it('is refused with a wrong secret', async () => {
    await using sandbox = await startSandbox();
    await expect(
      clientOf({ ...sandbox, accessKeySecret: 'wrong' }).listSecrets(new kms.ListSecretsRequest({})),
    ).rejects.toMatchObject({ code: 'SignatureDoesNotMatchError' });
  });
});
