import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { AccessKey, Credentials } from '../alibaba/credentials.ts';
import { SecretMalformed } from '../engine/rotation/errors.ts';
import type { SecretId } from '../engine/rotation/store.ts';
import { random } from '../runtime/random.ts';
import type { Sensitive } from '../runtime/sensitive.ts';
import { readJson } from './answer.ts';
import { cloudEvent } from './cloud-event.ts';
import type { Form, Message } from './message.ts';

const Answer = z.object({
  FailedEntryCount: z.number().default(0),
  EntryList: z.array(z.object({ ErrorCode: z.string().nullish() })).default([]),
});

const path = '/openapi/putEvents';
const batch = 'application/cloudevents-batch+json; charset=utf-8';

/** Hosts whose calls are signed with the keys of this process, beside those that the function's own variables name. */
const own = /^[a-z0-9][a-z0-9-]*\.eventbridge\.[a-z0-9-]+\.aliyuncs\.com$/;

/** Checks that an address may get a signed call; called before anything is signed. Throws SecretMalformed. */
export function requireEventBridge(secret: SecretId, address: Sensitive, hosts: readonly string[]): void {
  const { protocol, hostname, host } = new URL(address.reveal());
  if (hosts.includes(hostname) || hosts.includes(host)) return;
  if (protocol === 'https:' && own.test(hostname)) return;
  throw new SecretMalformed(secret, [
    'Url: must be https://<account>.eventbridge.<region>.aliyuncs.com, or of a host in ROTATION_WEBHOOK_HOSTS',
  ]);
}

/**
 * Returns the form for PutEvents of EventBridge's data API, at `https://<account>.eventbridge.<region>.aliyuncs.com`.
 * Calls are signed with the keys of this process. Source: "Make API requests" for the address, and the vendor's data
 * SDKs for path, headers and signature. The SDKs win if the documents have another version or form of the header.
 */
export function eventBridge(
  address: Sensitive,
  bus: string,
  message: Message,
  credentials: Credentials,
): Form {
  const body = JSON.stringify([{ ...cloudEvent(message), aliyuneventbusname: bus }]);
  return {
    address,
    repeatable: true,
    write: async (now) => ({
      url: new URL(path, address.reveal()),
      headers: signed(await credentials.getCredentials(), now, random.uuid()),
      body,
    }),
    objection: (answer) => {
      const given = readJson(Answer, answer);
      if (given?.FailedEntryCount === 0) return undefined;
      const code = given?.EntryList.find((entry) => entry.ErrorCode)?.ErrorCode ?? 'no count of failures';
      return /^[\w.]{1,60}$/.test(code) ? code : 'a failed entry';
    },
  };
}

function signed(key: AccessKey, now: number, nonce: string): Record<string, string> {
  const { accessKeyId, accessKeySecret, securityToken } = key;
  const date = new Date(now).toUTCString();
  const told = {
    ...(securityToken && { 'x-acs-accesskey-id': accessKeyId, 'x-acs-security-token': securityToken }),
    'x-acs-signature-method': 'HMAC-SHA1',
    'x-acs-signature-nonce': nonce,
    'x-acs-signature-version': '1.0',
  };
  const lines = Object.entries(told).map(([name, value]) => `${name}:${value}`);
  const text = ['POST', '', batch, date, ...lines.toSorted(), path].join('\n');
  const signature = createHmac('sha1', accessKeySecret).update(text).digest('base64');
  return {
    ...told,
    date,
    'content-type': batch,
    'x-eventbridge-version': '2015-06-06',
    authorization: `acs:${accessKeyId}:${signature}`,
  };
}
