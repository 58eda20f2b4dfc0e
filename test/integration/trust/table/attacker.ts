import { callsTo, type Parameters } from '../../../support/sandbox/calls.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import type { Cloud } from '../../../support/stand/cloud.ts';
import type { Statement } from '../../../support/stand/template-role.ts';

/** A RAM user with one right and a key, who signs each call with it. */
export interface Attacker {
  readonly key: Awaited<ReturnType<typeof userWithKey>>;
  /** Puts a value as the current one, or under the stages that are named. */
  put(secret: string, value: object | string, stages?: readonly string[]): Promise<void>;
  tag(secret: string, tags: Readonly<Record<string, string>>): Promise<void>;
  read(secret: string): Promise<string>;
  /** A call of KMS and its answer, also where it is an error. */
  tryTo(action: string, parameters: Parameters): Promise<Readonly<Record<string, unknown>>>;
}

let versions = 0;

export async function attackerWith(cloud: Cloud, statements: readonly Statement[]): Promise<Attacker> {
  const key = await userWithKey(cloud.sandbox, 'mallory', statements.length > 0 ? { statements } : {});
  const call = callsTo(key);
  const tryTo: Attacker['tryTo'] = async (action, parameters) => Object(await call(action, parameters));
  const must = async (action: string, parameters: Parameters) => {
    const answer = await tryTo(action, parameters);
    if ('failed' in answer) throw new Error(`${action} was denied: ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    key,
    tryTo,
    put: async (secret, value, stages) => {
      versions += 1;
      await must('PutSecretValue', {
        SecretName: secret,
        VersionId: `of-mallory-${versions}`,
        SecretData: typeof value === 'string' ? value : JSON.stringify(value),
        ...(stages && { VersionStages: JSON.stringify(stages) }),
      });
    },
    tag: async (secret, tags) => {
      const Tags = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
      await must('TagResource', { SecretName: secret, Tags: JSON.stringify(Tags) });
    },
    read: async (secret) => String((await must('GetSecretValue', { SecretName: secret })).SecretData),
  };
}

/** A statement on one secret. */
export const onSecret = ({ sandbox }: Cloud, action: string, secret: string): Statement => ({
  Effect: 'Allow',
  Action: [action],
  Resource: [`acs:kms:*:${sandbox.accountId}:secret/${secret}`],
});
