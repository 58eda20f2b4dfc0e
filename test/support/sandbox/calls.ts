import openapi from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';
import * as z from 'zod';
import type { Sandbox } from '../../../shared/sandbox/sandbox.ts';
import { patience } from '../stand/patience.ts';

export type Parameters = Readonly<Record<string, string>>;

/** What a sandbox says of itself; a test that runs it in a child has no more than this. */
export type Address = Pick<Sandbox, 'endpoint' | 'accessKeyId' | 'accessKeySecret' | 'regionId'> & {
  readonly securityToken?: string;
};

const Body = z.record(z.string(), z.unknown());

const Failed = z.object({
  code: z.string(),
  statusCode: z.number().optional(),
  message: z.string(),
  accessDeniedDetail: z.record(z.string(), z.unknown()).nullish(),
});

/** What an official client of any service is made with. */
export function officialConfig({ endpoint, regionId, accessKeyId, accessKeySecret, securityToken }: Address) {
  return new openapi.$OpenApiUtil.Config({
    accessKeyId,
    accessKeySecret,
    ...(securityToken === undefined ? {} : { securityToken }),
    regionId,
    protocol: 'http',
    endpoint: new URL(endpoint).host,
    // A machine that is busy has the time it needs.
    connectTimeout: patience,
    readTimeout: patience,
  });
}

/** The answer's body, or the error in place of it: a test says which of them it wants. */
export type Call = (action: string, parameters?: Parameters, form?: Parameters) => Promise<unknown>;

export const versions = {
  kms: '2016-01-20',
  ram: '2015-05-01',
  sts: '2015-04-01',
  actiontrail: '2020-07-06',
  ros: '2019-09-10',
  rds: '2014-08-15',
};

const runtime = new RuntimeOptions({ autoretry: false });

/** Calls KMS, or another service, with the official generic client, which signs with ACS3-HMAC-SHA256. */
export function callsTo(sandbox: Address, service: keyof typeof versions = 'kms'): Call {
  const client = new openapi.default(officialConfig(sandbox));
  return async (action, query = {}, body) => {
    const params = new openapi.$OpenApiUtil.Params({
      action,
      version: versions[service],
      protocol: 'HTTP',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    });
    const request = new openapi.$OpenApiUtil.OpenApiRequest({ query, body });
    try {
      const answer = await client.callApi(params, request, runtime);
      return Body.parse(answer.body);
    } catch (error) {
      const { code, statusCode, message, accessDeniedDetail } = Failed.parse(error);
      const denial = accessDeniedDetail ? { denial: accessDeniedDetail } : {};
      return { failed: code, status: statusCode, message, ...denial };
    }
  };
}

const Versions = z.object({
  VersionIds: z.object({
    VersionId: z.array(
      z.object({ VersionId: z.string(), VersionStages: z.object({ VersionStage: z.array(z.string()) }) }),
    ),
  }),
});

/** All versions of a secret, with their stages in alphabetical order. */
export async function stagesOf(call: Call, SecretName: string): Promise<Record<string, string[]>> {
  const answer = Versions.parse(
    await call('ListSecretVersionIds', { SecretName, IncludeDeprecated: 'true' }),
  );
  return Object.fromEntries(
    answer.VersionIds.VersionId.map((one) => [one.VersionId, one.VersionStages.VersionStage.toSorted()]),
  );
}

/** Creates a secret whose version v1 is current. */
export async function create(call: Call, SecretName: string, more: Parameters = {}): Promise<void> {
  const answer = await call('CreateSecret', {
    SecretName,
    VersionId: 'v1',
    SecretData: 'value of v1',
    ...more,
  });
  if (typeof answer === 'object' && answer !== null && 'failed' in answer)
    throw new Error(`could not create ${SecretName}: ${JSON.stringify(answer)}`);
}

/** Adds a version with stages, or with ACSCurrent when none are named. */
export const put = (call: Call, SecretName: string, VersionId: string, stages?: string[], data?: string) =>
  call('PutSecretValue', {
    SecretName,
    VersionId,
    SecretData: data ?? `value of ${VersionId}`,
    ...(stages ? { VersionStages: JSON.stringify(stages) } : {}),
  });

export const move = (call: Call, SecretName: string, VersionStage: string, more: Parameters) =>
  call('UpdateSecretVersionStage', { SecretName, VersionStage, ...more });

/** The code of a call that is refused; undefined when it is answered. */
export const codeOf = async (answer: Promise<unknown>): Promise<unknown> => Object(await answer).failed;
