import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { draftAcs3, draftRpc, send, signAcs3, signRpc } from '../../support/sandbox/signed-request.ts';

const canary = 'c4n4ry-value';
const secret = { SecretName: 'app', VersionId: 'v1', SecretData: canary };

const Refused = z.object({ Code: z.literal('SignatureDoesNotMatch'), Message: z.string() });

/** As the cores of the official SDKs for Java and Python find the text that the server would have signed. */
function serverStringToSign(body: unknown): string {
  const { Message } = Refused.parse(body);
  expect(Message).toMatch(/^Specified signature is not matched with our calculation\. /);
  return Message.slice(Message.indexOf('string to sign is:') + 'string to sign is:'.length);
}

it('a wrong HMAC-SHA1 signature is answered with the text that the right secret would have signed', async () => {
  await using sandbox = await startSandbox();
  const draft = signRpc(draftRpc(sandbox, 'CreateSecret', secret), { ...sandbox, accessKeySecret: 'wrong' });
  const { status, body } = await send(sandbox, draft);
  expect(status).toBe(400);
  const signed = createHmac('sha1', 'wrong&').update(serverStringToSign(body)).digest('base64');
  expect(signed).toBe(draft.query.Signature);
});

it('a wrong ACS3 signature is answered with the text that the right secret would have signed', async () => {
  await using sandbox = await startSandbox();
  const wrong = { ...sandbox, accessKeySecret: 'wrong' };
  const draft = signAcs3(draftAcs3(sandbox, 'CreateSecret', secret), wrong);
  const { body } = await send(sandbox, draft);
  const signed = createHmac('sha256', 'wrong').update(serverStringToSign(body)).digest('hex');
  expect(draft.headers.authorization).toContain(`Signature=${signed}`);
});

it('the text, which repeats what was sent, is in no audit record and in nothing that inspects the sandbox', async () => {
  await using sandbox = await startSandbox();
  await send(
    sandbox,
    signRpc(draftRpc(sandbox, 'CreateSecret', secret), { ...sandbox, accessKeySecret: 'wrong' }),
  );
  expect(sandbox.audit.records).toMatchObject([{ errorCode: 'SignatureDoesNotMatch' }]);
  expect(JSON.stringify(sandbox.audit.records)).not.toContain(canary);
  expect(inspect(sandbox, { depth: null, showHidden: true })).not.toContain(canary);
});
