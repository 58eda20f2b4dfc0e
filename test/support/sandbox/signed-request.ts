import { createHash, createHmac, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { type Address, versions } from './calls.ts';

/** A request in the making; a test spoils one thing in it before or after it is signed. */
export interface Draft {
  method: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string;
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const joined = (parameters: Record<string, string>) =>
  Object.entries(parameters)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&');

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

export const isoSeconds = (instant: number) => new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');

export function draftAcs3(
  address: Address,
  action: string,
  query: Record<string, string>,
  service: keyof typeof versions = 'kms',
): Draft {
  return {
    method: 'POST',
    query,
    headers: {
      host: new URL(address.endpoint).host,
      'x-acs-action': action,
      'x-acs-version': versions[service],
      'x-acs-date': isoSeconds(Date.now()),
      'x-acs-signature-nonce': randomUUID(),
      'x-acs-content-sha256': hash(''),
      ...(address.securityToken === undefined ? {} : { 'x-acs-security-token': address.securityToken }),
    },
    body: '',
  };
}

/** Signs the headers named, all of them when none are. */
export function signAcs3(draft: Draft, address: Address, names = Object.keys(draft.headers)): Draft {
  const signed = names.toSorted();
  const lines = signed.map((name) => `${name}:${draft.headers[name]}\n`).join('');
  const canonical = [
    draft.method,
    '/',
    joined(draft.query),
    lines,
    signed.join(';'),
    draft.headers['x-acs-content-sha256'],
  ].join('\n');
  const signature = createHmac('sha256', address.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${hash(canonical)}`)
    .digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${address.accessKeyId},SignedHeaders=${signed.join(';')},Signature=${signature}`;
  return { ...draft, headers: { ...draft.headers, authorization } };
}

export function draftRpc(
  address: Address,
  action: string,
  query: Record<string, string>,
  service: keyof typeof versions = 'kms',
): Draft {
  return {
    method: 'GET',
    headers: {},
    body: '',
    query: {
      Action: action,
      Version: versions[service],
      Format: 'JSON',
      AccessKeyId: address.accessKeyId,
      SignatureMethod: 'HMAC-SHA1',
      SignatureVersion: '1.0',
      SignatureNonce: randomUUID(),
      Timestamp: isoSeconds(Date.now()),
      ...(address.securityToken === undefined ? {} : { SecurityToken: address.securityToken }),
      ...query,
    },
  };
}

export function signRpc(draft: Draft, address: Address): Draft {
  const form = Object.fromEntries(new URLSearchParams(draft.body));
  const text = `${draft.method}&%2F&${encode(joined({ ...draft.query, ...form }))}`;
  const Signature = createHmac('sha1', `${address.accessKeySecret}&`).update(text).digest('base64');
  return { ...draft, query: { ...draft.query, Signature } };
}

/** Sends it as it is, and answers with the status and the body of the answer. */
export function send(address: Address, { method, query, headers, body }: Draft, path = `/?${joined(query)}`) {
  return new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const outgoing = request(`${address.endpoint}${path}`, { method, headers, agent: false }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk) => {
        text += chunk;
      });
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode, body: text === '' ? undefined : JSON.parse(text) }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
