import OSS from 'ali-oss';
import * as z from 'zod';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import type { Address } from './calls.ts';

export const bucket = 'code-of-mine';

export const bytes = Buffer.from([0, 1, 2, 255, 80, 75]);

/** The official client for OSS, unchanged, with the newer of its two signatures. */
export function ossClientOf(
  { endpoint, regionId, accessKeyId, accessKeySecret }: Address,
  more: Partial<OSS.Options> = {},
) {
  return new OSS({
    endpoint,
    region: `oss-${regionId}`,
    accessKeyId,
    accessKeySecret,
    bucket,
    retryMax: 0,
    ...Object({ authorizationV4: true }),
    ...more,
  });
}

const Failed = z.object({ code: z.string(), status: z.number() });

/** The status and the code of a call that is refused. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'not refused';
  } catch (error) {
    const { status, code } = Failed.parse(error);
    return `${status} ${code}`;
  }
}

/** A sandbox with the bucket of the client. */
export async function startOss(): Promise<{ sandbox: Sandbox; client: OSS } & AsyncDisposable> {
  const sandbox = await startSandbox();
  const client = ossClientOf(sandbox);
  await client.putBucket(bucket);
  return { sandbox, client, [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() };
}
