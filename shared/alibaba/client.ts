import { Readable } from 'node:stream';
import openapi from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';
import * as z from 'zod';
import { timeLeft } from '../runtime/deadline.ts';
import { bodyFirst, type Places } from './body-first.ts';
import { CloudError, timeIsUp } from './cloud-error.ts';
import { type Credentials, GuardedCredential } from './credentials.ts';
import { translateFailure } from './failure.ts';

export type Parameters = Readonly<Record<string, string>>;

const Answer = z.object({ statusCode: z.number(), body: z.unknown() });
const Coded = z.object({ Code: z.string() });

/** An answer of a service in the ROA style. Names of headers are in lower case. */
const RoaAnswer = z
  .object({ statusCode: z.number(), headers: z.record(z.string(), z.string()), body: z.string() })
  .transform(({ statusCode: status, headers, body }) => ({ status, headers, body }));
type RoaAnswer = z.output<typeof RoaAnswer>;

interface RoaCall {
  readonly action: string;
  readonly path: string;
  readonly headers: Parameters;
  readonly body: string;
  /** Milliseconds to wait for the answer. */
  readonly patience: number;
}

/** One service of the cloud. Each call is signed with ACS3-HMAC-SHA256 and sent once. */
export interface CloudClient {
  /**
   * Sends `form` in the body, or in the query if the gateway reads only that: a proxy would log a URL. A confidential
   * call, by default one with a form, leaves out the sentence of an error, which may quote what was sent. Throws
   * CloudError.
   */
  call(
    action: string,
    query: Parameters,
    signal: AbortSignal,
    form?: Parameters,
    confidential?: boolean,
  ): Promise<unknown>;
  /** Sends `body` in the body alone, to find out whether the gateway reads it. Throws CloudError. */
  callByBody(action: string, query: Parameters, body: Parameters, signal: AbortSignal): Promise<unknown>;
  /** Sends a GET in the ROA style, and returns the body. Throws CloudError. */
  get(
    call: { readonly action: string; readonly path: string; readonly query: Parameters },
    signal: AbortSignal,
  ): Promise<unknown>;
  /** Sends a POST in the ROA style to its own path. The body is confidential. Throws CloudError. */
  post(call: RoaCall, signal: AbortSignal): Promise<RoaAnswer>;
}

export interface Connection {
  /** The name of the service in the public endpoints, such as `kms`. */
  readonly service: string;
  /** The version of the API, a date. */
  readonly version: string;
  readonly region: string;
  /** A URL; undefined to call the service at the address of its region. */
  readonly endpoint: string | undefined;
  readonly credentials: Credentials;
  /** Milliseconds to wait for the answer of a call, 5,000 if absent. */
  readonly patience?: number;
}

/** Milliseconds to connect, and again to answer: the SDK counts both apart. KMS answers in tens of milliseconds. */
const longestWait = 5_000;

export function connect({
  service,
  version,
  region,
  endpoint,
  credentials,
  patience = longestWait,
}: Connection): CloudClient {
  const address = new URL(endpoint ?? `https://${service}.${region}.aliyuncs.com`);
  const protocol = address.protocol.slice(0, -1);
  const client = new openapi.default(
    new openapi.$OpenApiUtil.Config({
      credential: new GuardedCredential(credentials),
      endpoint: address.host,
      protocol,
      regionId: region,
    }),
  );
  const sendRpc = (action: string, places: Places, signal: AbortSignal) =>
    client.callApi(
      new openapi.$OpenApiUtil.Params({
        action,
        version,
        protocol,
        pathname: '/',
        method: 'POST',
        authType: 'AK',
        style: 'RPC',
        reqBodyType: 'formData',
        bodyType: 'json',
      }),
      new openapi.$OpenApiUtil.OpenApiRequest(places),
      timeouts(signal, patience),
    );
  return {
    call: async (action, query, signal, form, confidential = form !== undefined) => {
      if (signal.aborted) throw new CloudError(action, { code: timeIsUp });
      const send = (places: Places) => sendRpc(action, places, signal);
      const sent =
        form === undefined
          ? send({ query })
          : bodyFirst({ operation: `${action} at ${address.host}`, query, form, signal, send });
      return bodyOf(action, await untilAborted(action, signal, sent, confidential));
    },
    callByBody: async (action, query, body, signal) => {
      if (signal.aborted) throw new CloudError(action, { code: timeIsUp });
      const sent = sendRpc(action, { query, body }, signal);
      return bodyOf(action, await untilAborted(action, signal, sent, true));
    },
    get: async ({ action, path, query }, signal) => {
      if (signal.aborted) throw new CloudError(action, { code: timeIsUp });
      const sent = client.callApi(
        new openapi.$OpenApiUtil.Params({
          action,
          version,
          protocol,
          pathname: path,
          method: 'GET',
          authType: 'AK',
          style: 'ROA',
          reqBodyType: 'json',
          bodyType: 'json',
        }),
        new openapi.$OpenApiUtil.OpenApiRequest({ query }),
        timeouts(signal, patience),
      );
      return bodyOf(action, await untilAborted(action, signal, sent, false));
    },
    post: async ({ action, path, headers, body, patience }, signal) => {
      if (signal.aborted) throw new CloudError(action, { code: timeIsUp });
      const sent = client.callApi(
        new openapi.$OpenApiUtil.Params({
          action,
          version,
          protocol,
          pathname: path,
          method: 'POST',
          authType: 'AK',
          style: 'ROA',
          reqBodyType: 'json',
          bodyType: 'string',
        }),
        new openapi.$OpenApiUtil.OpenApiRequest({ headers, stream: Readable.from([Buffer.from(body)]) }),
        timeouts(signal, patience),
      );
      return RoaAnswer.parse(await untilAborted(action, signal, sent, true));
    },
  };
}

/** Returns the body of an answer. The SDK treats every status up to 399 as a success. Throws CloudError. */
function bodyOf(action: string, answer: unknown): unknown {
  const { statusCode, body } = Answer.parse(answer);
  if (statusCode >= 300)
    throw new CloudError(action, { status: statusCode, code: codeIn(body) ?? `Http${statusCode}` });
  return body;
}

function codeIn(body: unknown): string | undefined {
  return Coded.safeParse(body).data?.Code;
}

function timeouts(signal: AbortSignal, patience: number): RuntimeOptions {
  const wait = Math.max(1, Math.min(patience, Math.floor(timeLeft(signal))));
  return new RuntimeOptions({ connectTimeout: wait, readTimeout: wait });
}

/** Rejects once the signal aborts. The SDK takes no signal: an abandoned call runs until its timeout, unobserved. */
function untilAborted<Answer>(
  action: string,
  signal: AbortSignal,
  sent: Promise<Answer>,
  confidential: boolean,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new CloudError(action, { code: timeIsUp }));
    signal.addEventListener('abort', stop, { once: true });
    sent
      .then(resolve, (error) => reject(translateFailure(action, error, confidential)))
      .finally(() => signal.removeEventListener('abort', stop));
  });
}
