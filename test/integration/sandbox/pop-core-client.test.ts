import PopCore from '@alicloud/pop-core';
import { expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { versions } from '../../support/sandbox/calls.ts';

/** The generic client of the older style, unchanged. */
function clientOf(
  { endpoint, accessKeyId, accessKeySecret }: Sandbox,
  service: keyof typeof versions = 'kms',
) {
  return new PopCore({ endpoint, accessKeyId, accessKeySecret, apiVersion: versions[service] });
}

const secret = { SecretName: 'prod/app', VersionId: 'v1', SecretData: 'p@ss w+rd/ä"%&=' };

it.each(['GET', 'POST'])(
  'the official generic client makes, reads and lists a secret by %s',
  async (method) => {
    await using sandbox = await startSandbox();
    const client = clientOf(sandbox);
    await client.request('CreateSecret', secret, { method });
    expect(await client.request('GetSecretValue', { SecretName: 'prod/app' }, { method })).toMatchObject(
      secret,
    );
    expect(await client.request('ListSecrets', {}, { method })).toMatchObject({ TotalCount: 1 });
  },
);

it('the official generic client says who it is to STS', async () => {
  await using sandbox = await startSandbox();
  expect(await clientOf(sandbox, 'sts').request('GetCallerIdentity', {})).toMatchObject({
    AccountId: sandbox.accountId,
  });
});

it('the official generic client understands an error', async () => {
  await using sandbox = await startSandbox();
  await expect(clientOf(sandbox).request('GetSecretValue', { SecretName: 'none' })).rejects.toMatchObject({
    code: 'Forbidden.ResourceNotFound',
    data: { HttpStatus: 404, RequestId: expect.any(String) },
  });
});
