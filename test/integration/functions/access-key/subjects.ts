import * as z from 'zod';
import { connect } from '../../../../shared/alibaba/client.ts';
import { CloudError } from '../../../../shared/alibaba/cloud-error.ts';
import { fixedCredentials } from '../../../../shared/alibaba/credentials.ts';
import type { Cloud } from '../../../support/stand/cloud.ts';
import { malformedFields } from '../../../support/stand/malformed-fields.ts';
import { patience } from '../../../support/stand/patience.ts';
import type { FindSubjects, ReadySecret, Subject } from '../../../support/stand/subject.ts';

const Made = z.object({ AccessKey: z.object({ AccessKeyId: z.string(), AccessKeySecret: z.string() }) });
const Pair = z.object({ AccessKeyId: z.string(), AccessKeySecret: z.string() });
const Listed = z.object({
  AccessKeys: z.object({ AccessKey: z.array(z.object({ AccessKeyId: z.string(), Status: z.string() })) }),
});

let made = 0;

const twoKeys: Subject = {
  type: 'access-key',
  strategy: 'two-keys',
  actor: 'role',
  service: 'RAM',
  dual: true,
  issues: true,
  locks: true,
  admins: false,
  malformed: malformedFields('AccessKeySecret'),
  // Suites rotate one secret several times in a row: the place of the previous key has to be free at once.
  prepare: (cloud) => prepareKeyToEnd(cloud),
};

export const subjects: FindSubjects = () => [twoKeys];

export interface ReadyKey extends ReadySecret {
  readonly user: string;
  logIn(value: string): Promise<string | undefined>;
}

/** A RAM user with one key, which the secret holds. */
export async function prepareKey(
  cloud: Cloud,
  tags: Readonly<Record<string, string>> = {},
): Promise<ReadyKey> {
  made += 1;
  const user = `app-${made}`;
  const secret = `key-of-${user}`;
  await cloud.ram('CreateUser', { UserName: user });
  const { AccessKey } = Made.parse(await cloud.ram('CreateAccessKey', { UserName: user }));
  const { AccessKeyId, AccessKeySecret } = AccessKey;
  await cloud.createSecret(
    secret,
    { AccessKeyId, AccessKeySecret, UserName: user, Owner: 'payments' },
    { 'rotation:type': 'access-key', ...tags },
  );
  return {
    secret,
    user,
    logIn: (value) => useKey(cloud, value),
    kept: async () => (await keysOf(cloud, user)).filter(({ Status }) => Status === 'Active').length,
    watchRefusals: async () => {
      const refusals = () =>
        cloud.sandbox.audit.records.filter(({ errorCode = '' }) => unaccepted.test(errorCode)).length;
      const before = refusals();
      return async () => refusals() - before;
    },
    privateParts: (value) => [Pair.parse(JSON.parse(value)).AccessKeySecret],
    confidential: [],
    changes: async () => {
      const made = cloud.sandbox.audit.records.filter(
        ({ eventName, errorCode, requestParameters }) =>
          eventName === 'CreateAccessKey' && errorCode === undefined && requestParameters.UserName === user,
      );
      return made.length;
    },
    said: async () => JSON.stringify(cloud.sandbox.audit.records),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Such a key, which may be disabled as soon as it is the previous one, and deleted as soon as it is disabled. */
export function prepareKeyToEnd(cloud: Cloud): Promise<ReadyKey> {
  cloud.configure({ floors: { 'key-of-*': { idle: '0m' } } });
  return prepareKey(cloud, { 'rotation:grace': '0m:accepted', 'rotation:idle': '0m' });
}

const unaccepted = /^(InvalidAccessKeyId|SignatureDoesNotMatch)/;

export async function keysOf(cloud: Cloud, user: string) {
  return Listed.parse(await cloud.ram('ListAccessKeys', { UserName: user })).AccessKeys.AccessKey;
}

/** Signs a call as an application does. */
async function useKey(cloud: Cloud, value: string): Promise<string | undefined> {
  const { AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret } = Pair.parse(JSON.parse(value));
  const { endpoint, regionId: region } = cloud.sandbox;
  const credentials = fixedCredentials({ accessKeyId, accessKeySecret });
  const sts = connect({ service: 'sts', version: '2015-04-01', region, endpoint, credentials, patience });
  try {
    await sts.call('GetCallerIdentity', {}, AbortSignal.timeout(patience));
    return undefined;
  } catch (error) {
    if (error instanceof CloudError && unaccepted.test(error.code)) return error.code;
    throw error;
  }
}
