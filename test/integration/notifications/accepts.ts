import { subtle } from 'node:crypto';
import EventBridgeUtil from '@alicloud/eventbridge-util';
import { Request } from '@alicloud/tea-typescript';
import * as z from 'zod';
import type { Reply } from '../services/webhook/loopback-server.ts';
import { signatureCheck } from '../webhook-example/check-signature.ts';
import type { Call } from './robot.ts';

/** Receivers that check as the real ones are documented to, each by other code than the one that signs. */

const hour = 3_600_000;

async function hmac(key: string, text: string): Promise<string> {
  const bytes = (one: string) => new TextEncoder().encode(one);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await subtle.importKey('raw', bytes(key), algorithm, false, ['sign']);
  return Buffer.from(await subtle.sign('HMAC', imported, bytes(text))).toString('base64');
}

const ofDingtalk = z.strictObject({
  msgtype: z.literal('text'),
  text: z.strictObject({ content: z.string().min(1) }),
});

export async function asDingtalk(key: string, { url, body }: Call): Promise<Reply> {
  const timestamp = url.searchParams.get('timestamp') ?? '';
  const sign = await hmac(key, `${timestamp}\n${key}`);
  const recent = Math.abs(Date.now() - Number(timestamp)) < hour;
  if (!recent || url.searchParams.get('sign') !== sign)
    return { body: { errcode: 310000, errmsg: 'sign not match' } };
  if (!ofDingtalk.safeParse(JSON.parse(body)).success) return { body: { errcode: 40035 } };
  return { body: { errcode: 0, errmsg: 'ok' } };
}

const ofFeishu = z.strictObject({
  timestamp: z.string().regex(/^\d{10}$/),
  sign: z.string(),
  msg_type: z.literal('text'),
  content: z.strictObject({ text: z.string().min(1) }),
});

export async function asFeishu(key: string, { body }: Call): Promise<Reply> {
  const given = ofFeishu.safeParse(JSON.parse(body));
  if (!given.success) return { body: { code: 9499, msg: 'Bad Request' } };
  const { timestamp, sign } = given.data;
  const recent = Math.abs(Date.now() - Number(timestamp) * 1_000) < hour;
  // An empty message is one that Web Crypto signs, too.
  if (!recent || sign !== (await hmac(`${timestamp}\n${key}`, '')))
    return { body: { code: 19021, msg: 'sign match fail or timestamp is not within one hour' } };
  return { body: { code: 0, msg: 'success', data: {} } };
}

export function asSlack({ body }: Call): Reply {
  const text = z.object({ text: z.string().min(1) }).safeParse(JSON.parse(body));
  return text.success ? { body: 'ok' } : { status: 400, body: 'invalid_payload' };
}

const CloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
});

export function asReceiver(key: string) {
  let check: ReturnType<typeof signatureCheck> | undefined;
  return ({ url, headers, body }: Call): Reply => {
    check ??= signatureCheck(key, url.host);
    if (!check(headers, `${url.pathname}${url.search}`, body)) return { status: 401 };
    const structured = headers['content-type'] === 'application/cloudevents+json';
    return { status: structured && CloudEvent.safeParse(JSON.parse(body)).success ? 202 : 400 };
  };
}

export interface Bus {
  readonly name: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

const Entries = z.array(CloudEvent.extend({ aliyuneventbusname: z.string() })).min(1);

/** What the vendor's own signer makes of the request as it arrived. */
export function asEventBridge({ name, accessKeyId, accessKeySecret, securityToken }: Bus, call: Call): Reply {
  const { url, headers, body } = call;
  if (url.pathname !== '/openapi/putEvents') return { status: 404, body: { code: 'NotFound' } };
  const request = new Request();
  Object.assign(request, { method: 'POST', pathname: url.pathname, query: {}, headers });
  const text = EventBridgeUtil.default.getStringToSign(request);
  const signature = EventBridgeUtil.default.getSignature(text, accessKeySecret);
  const recent = Math.abs(Date.now() - Date.parse(headers.date ?? '')) < hour / 4;
  if (!recent || headers.authorization !== `acs:${accessKeyId}:${signature}`)
    return { status: 403, body: { code: 'SignatureNotMatch' } };
  if (headers['x-acs-security-token'] !== securityToken) return { status: 403 };
  const entries = Entries.safeParse(JSON.parse(body));
  if (!entries.success) return { status: 400, body: { code: 'InvalidEvent' } };
  const foreign = entries.data.some((entry) => entry.aliyuneventbusname !== name);
  const EntryList = [foreign ? { ErrorCode: 'EventBusNotExist' } : { EventId: '1' }];
  return { body: { RequestId: 'R', FailedEntryCount: foreign ? 1 : 0, EntryList } };
}
