import OSS from 'ali-oss';
import { describe, expect, it } from 'vitest';
import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { openBucket } from '../../../shared/alibaba/oss/bucket.ts';
import { headObject } from '../../../shared/alibaba/oss/head-object.ts';
import { putObject } from '../../../shared/alibaba/oss/put-object.ts';
import { signed } from '../../../shared/alibaba/oss/sign.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { patience } from '../../support/stand/patience.ts';

const accessKey = { accessKeyId: 'LTAI5tKey', accessKeySecret: 'the-secret' };
const credentials = fixedCredentials(accessKey);

describe('a request to OSS', () => {
  it.each([
    ['PUT', 'rds-mysql/0123456789abcdef.zip', { 'content-md5': 'MD5==', 'content-type': 'application/zip' }],
    ['HEAD', "a b+c&d=ü/(1)!*'.zip", {}],
    ['PUT', 'x', { 'x-oss-forbid-overwrite': 'true', 'content-type': ' padded ' }],
  ] as const)('is signed as the official client signs it: %s %s', (method, key, given) => {
    const now = Date.parse('2026-01-02T03:04:05.678Z');
    const { authorization, ...headers } = signed(
      { method, bucket: 'code', key, region: 'cn-hangzhou', headers: given },
      accessKey,
      now,
    );
    const official = Object(
      new OSS({ ...accessKey, region: 'oss-cn-hangzhou', ...Object({ authorizationV4: true }) }),
    );
    expect(headers['x-oss-date']).toBe('20260102T030405Z');
    expect(authorization).toBe(official.authorizationV4(method, { headers, queries: {} }, 'code', key));
  });

  it('carries the token of a temporary key under its signature', () => {
    const request = { method: 'HEAD', bucket: 'code', key: 'x', region: 'cn-hangzhou', headers: {} } as const;
    const plain = signed(request, accessKey, 0);
    const temporary = signed(request, { ...accessKey, securityToken: 'token' }, 0);
    expect(temporary['x-oss-security-token']).toBe('token');
    expect(temporary.authorization).not.toBe(plain.authorization);
  });

  it.each([
    [{}, 'https://code.oss-cn-hangzhou.aliyuncs.com'],
    [{ ROTATION_OSS_ENDPOINT: 'http://127.0.0.1:4566/' }, 'http://127.0.0.1:4566/code'],
    [{ ROTATION_ENDPOINT: 'http://127.0.0.1:4566' }, 'http://127.0.0.1:4566/code'],
  ])('goes to the bucket of the region, or where %j says', (variables, address) => {
    const environment = readEnvironment({ ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou', ...variables });
    expect(openBucket(environment, credentials, 'code').address).toBe(address);
  });

  it('is not made where no region is known', () => {
    expect(() => openBucket(readEnvironment({}), credentials, 'code')).toThrow('ALIBABA_CLOUD_REGION_ID');
  });

  it.each([
    ['HeadObject', headObject],
    ['PutObject', putObject],
  ] as const)('that nobody answers ends with an error that has no key in it: %s', async (action, call) => {
    const variables = { ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou', ROTATION_OSS_ENDPOINT: 'http://127.0.0.1:9' };
    const bucket = openBucket(readEnvironment(variables), credentials, 'code');
    const calling =
      call === headObject
        ? headObject(bucket, 'x', AbortSignal.timeout(patience))
        : putObject(bucket, 'x', new Uint8Array(1), AbortSignal.timeout(patience));
    const error = await calling.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'CloudError', status: undefined });
    expect(String(error)).toContain(action);
    expect(String(error)).not.toContain(accessKey.accessKeySecret);
  });
});
