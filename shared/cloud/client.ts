import openapi from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';
import { timeLeft } from '../runtime/deadline.ts';
import { CloudError, timeIsUp } from './cloud-error.ts';
import { type Credentials, GuardedCredential } from './credentials.ts';
import { translateFailure } from './failure.ts';

export type Parameters = Readonly<Record<string, string>>;

/** One service of the cloud that speaks the RPC style. Calls are signed with ACS3-HMAC-SHA256 and made once. */
export interface CloudClient {
  /**
   * `form` is for what must not stand in a URL, where a proxy would log it; the gateway reads parameters from
   * both. Throws CloudError.
   */
  call(action: string, query: Parameters, signal: AbortSignal, form?: Parameters): Promise<unknown>;
}

export interface Connection {
  /** As in the public endpoints: `kms`. */
  readonly service: string;
  /** Of the API, as a date. */
  readonly version: string;
  readonly region: string;
  /** A URL, where the service is not called at its region's own address. */
  readonly endpoint: string | undefined;
  readonly credentials: Credentials;
}

/** The SDK counts connecting and answering apart; a KMS answer takes tens of milliseconds. */
const longestWait = 5_000;

export function connect({ service, version, region, endpoint, credentials }: Connection): CloudClient {
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
  return {
    call: async (action, query, signal, form) => {
      if (signal.aborted) throw new CloudError(action, { code: timeIsUp });
      const sent = client.callApi(
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
        new openapi.$OpenApiUtil.OpenApiRequest({ query, body: form }),
        timeouts(signal),
      );
      const given = await untilAborted(action, signal, sent, form !== undefined);
      return given.body;
    },
  };
}

function timeouts(signal: AbortSignal): RuntimeOptions {
  const wait = Math.max(1, Math.min(longestWait, Math.floor(timeLeft(signal))));
  return new RuntimeOptions({ connectTimeout: wait, readTimeout: wait });
}

/** The SDK knows no signal: a call that is given up runs into its timeout unheard. */
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
