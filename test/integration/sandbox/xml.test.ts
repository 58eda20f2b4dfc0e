import { expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo, create, type versions } from '../../support/sandbox/calls.ts';
import { draftRpc, signRpc } from '../../support/sandbox/signed-request.ts';

/** Calls in the older style, and answers with the type and the text of what comes back. */
async function ask(
  sandbox: Sandbox,
  action: string,
  parameters: Record<string, string>,
  service: keyof typeof versions = 'kms',
) {
  const { query } = signRpc(draftRpc(sandbox, action, parameters, service), sandbox);
  const response = await fetch(`${sandbox.endpoint}/?${new URLSearchParams(query)}`);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text: await response.text(),
  };
}

const xml = { type: 'text/xml; charset=utf-8' };
const head = '<?xml version="1.0" encoding="UTF-8"?>\n';

it('an answer of KMS is XML where XML is asked for, its lists one element for each item', async () => {
  await using sandbox = await startSandbox();
  await create(callsTo(sandbox), 'app', {
    SecretData: '<p&ss>',
    Tags: '[{"TagKey":"a","TagValue":"1"},{"TagKey":"b","TagValue":""}]',
  });
  const value = await ask(sandbox, 'GetSecretValue', { SecretName: 'app', Format: 'XML' });
  expect(value).toMatchObject({ ...xml, status: 200 });
  expect(value.text).toContain(`${head}<KMS><SecretName>app</SecretName>`);
  expect(value.text).toContain('<VersionStages><VersionStage>ACSCurrent</VersionStage></VersionStages>');
  expect(value.text).toContain('<SecretData>&lt;p&amp;ss&gt;</SecretData>');
  expect(value.text).toMatch(/<RequestId>[\w-]+<\/RequestId><\/KMS>$/);
  const described = await ask(sandbox, 'DescribeSecret', {
    SecretName: 'app',
    FetchTags: 'true',
    Format: 'xml',
  });
  expect(described.text).toContain(
    '<Tags><Tag><TagKey>a</TagKey><TagValue>1</TagValue></Tag><Tag><TagKey>b</TagKey><TagValue></TagValue></Tag></Tags>',
  );
});

it('an answer of another service has a root named for its operation', async () => {
  await using sandbox = await startSandbox();
  const { text } = await ask(sandbox, 'GetCallerIdentity', { Format: 'XML' }, 'sts');
  expect(text).toMatch(/<GetCallerIdentityResponse>.*<\/GetCallerIdentityResponse>$/s);
});

it('an error is XML too', async () => {
  await using sandbox = await startSandbox();
  const missing = await ask(sandbox, 'GetSecretValue', { SecretName: 'none', Format: 'XML' });
  expect(missing).toMatchObject({ ...xml, status: 404 });
  expect(missing.text).toContain(`${head}<Error><HttpStatus>404</HttpStatus>`);
  expect(missing.text).toContain('<Code>Forbidden.ResourceNotFound</Code>');
  const unknown = await ask(sandbox, 'NoSuchAction', { Format: 'XML' });
  expect(unknown).toMatchObject({ ...xml, status: 404 });
  const unsigned = await fetch(`${sandbox.endpoint}/?Action=ListSecrets&Format=XML`);
  expect(await unsigned.text()).toMatch(/<Error>.*<Code>MissingAccessKeyId<\/Code>/s);
});

it.each([{}, { Format: 'JSON' }])('with %j an answer is JSON', async (format) => {
  await using sandbox = await startSandbox();
  const { type, text } = await ask(sandbox, 'ListSecrets', format);
  expect(type).toContain('application/json');
  expect(JSON.parse(text)).toMatchObject({ TotalCount: 0 });
});
