import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from '@alicloud/fc20230330';
import { RuntimeOptions } from '@darabonba/typescript';
import * as z from 'zod';
import { type Address, officialConfig } from './calls.ts';

/** What the official client, unchanged, heard of an invocation. */
interface Heard {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The code of an error answer. */
  readonly failed: string | undefined;
  readonly denial: unknown;
}

const Failed = z.object({ code: z.string(), statusCode: z.number(), accessDeniedDetail: z.unknown() });

/** The official client for Function Compute. */
export function fcClientOf(address: Address) {
  return new fc.default(officialConfig(address));
}

/** Invokes a function with the official client for Function Compute. */
export async function invokeFunction(
  address: Address,
  name: string,
  event: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<Heard> {
  const client = fcClientOf(address);
  try {
    const answer = await client.invokeFunctionWithOptions(
      name,
      new fc.InvokeFunctionRequest({ body: Readable.from([Buffer.from(event)]) }),
      new fc.InvokeFunctionHeaders(headers),
      new RuntimeOptions({}),
    );
    const body = answer.body ? await text(answer.body) : '';
    return {
      status: answer.statusCode,
      headers: answer.headers ?? {},
      body,
      failed: undefined,
      denial: undefined,
    };
  } catch (error) {
    const { code, statusCode, accessDeniedDetail } = Failed.parse(error);
    return { status: statusCode, headers: {}, body: '', failed: code, denial: accessDeniedDetail };
  }
}
