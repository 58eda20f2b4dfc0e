import * as z from 'zod';
import type { Sandbox } from '../../../shared/sandbox/sandbox.ts';
import { type Address, type Call, callsTo, type Parameters } from './calls.ts';

const Key = z.object({ AccessKeyId: z.string(), AccessKeySecret: z.string() });
const Created = z.object({ AccessKey: Key });
const Assumed = z.object({ Credentials: Key.extend({ SecurityToken: z.string() }) });

/** The answer, where a test has no use for a refusal. */
async function must(call: Call, action: string, parameters: Parameters): Promise<unknown> {
  const answer = await call(action, parameters);
  if ('failed' in Object(answer)) throw new Error(`${action} failed: ${JSON.stringify(answer)}`);
  return answer;
}

type Place = Pick<Sandbox, 'accountId'> & Address;

export async function newKey(sandbox: Place, UserName: string): Promise<Place> {
  const { AccessKey: key } = Created.parse(
    await must(callsTo(sandbox, 'ram'), 'CreateAccessKey', { UserName }),
  );
  return signingWith(sandbox, key);
}

function signingWith({ endpoint, regionId, accountId }: Place, key: z.output<typeof Key>): Place {
  const { AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret } = key;
  return { endpoint, regionId, accountId, accessKeyId, accessKeySecret };
}

interface Grant {
  readonly statements?: readonly object[];
  readonly system?: readonly string[];
}

export const documentOf = (...statements: readonly object[]) =>
  JSON.stringify({ Version: '1', Statement: statements });

async function grant(sandbox: Place, holder: 'User' | 'Role', name: string, given: Grant): Promise<void> {
  const ram = callsTo(sandbox, 'ram');
  const attach = (PolicyName: string, PolicyType: string) =>
    must(ram, `AttachPolicyTo${holder}`, { PolicyName, PolicyType, [`${holder}Name`]: name });
  for (const policy of given.system ?? []) await attach(policy, 'System');
  if (given.statements === undefined) return;
  const PolicyName = `of-${holder}-${name}`;
  await must(ram, 'CreatePolicy', { PolicyName, PolicyDocument: documentOf(...given.statements) });
  await attach(PolicyName, 'Custom');
}

/** A new user with one policy of these statements, and a key that signs as that user. */
export async function userWithKey(sandbox: Place, UserName: string, given: Grant = {}): Promise<Place> {
  await must(callsTo(sandbox, 'ram'), 'CreateUser', { UserName });
  await grant(sandbox, 'User', UserName, given);
  return newKey(sandbox, UserName);
}

export async function roleTrusting(
  sandbox: Place,
  RoleName: string,
  Principal: object,
  given: Grant = {},
): Promise<string> {
  const AssumeRolePolicyDocument = documentOf({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal });
  await must(callsTo(sandbox, 'ram'), 'CreateRole', { RoleName, AssumeRolePolicyDocument });
  await grant(sandbox, 'Role', RoleName, given);
  return `acs:ram::${sandbox.accountId}:role/${RoleName}`;
}

/** Keys of the role for a caller who may assume it. */
export async function assume(caller: Place, RoleArn: string, more: Parameters = {}): Promise<Place> {
  const { Credentials: key } = Assumed.parse(
    await must(callsTo(caller, 'sts'), 'AssumeRole', { RoleArn, RoleSessionName: 'test', ...more }),
  );
  return { ...signingWith(caller, key), securityToken: key.SecurityToken };
}
