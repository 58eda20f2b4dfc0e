import { random } from '../../runtime/random.ts';
import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import { roleArn } from '../ram/find-role.ts';
import type { Role } from '../ram/role.ts';
import { Refusal } from '../refusal.ts';
import { sealToken } from './session.ts';

const usual = 3_600;
const least = 900;

interface SessionRequest {
  readonly sessionName: string;
  readonly seconds?: number | undefined;
  readonly policy?: string | undefined;
}

/** Creates a key pair with its token, for a caller whom the role trusts. The pair works at once. */
export function openSession(
  cloud: Cloud,
  role: Role,
  { sessionName, seconds = usual, policy }: SessionRequest,
) {
  if (seconds < least || seconds > role.maxSessionSeconds)
    throw new Refusal(
      400,
      'InvalidParameter.DurationSeconds',
      `DurationSeconds is not from ${least} to ${role.maxSessionSeconds}.`,
    );
  const since = cloud.now();
  const until = since + seconds * 1_000;
  const accessKeyId = `STS.${random.text(25)}`;
  const accessKeySecret = random.text(44);
  const { name: roleName, id: roleId } = role;
  const session = { accessKeyId, accessKeySecret, roleName, roleId, sessionName, policy, since, until };
  return {
    AssumedRoleUser: {
      Arn: `${roleArn(cloud, roleName)}/${sessionName}`,
      AssumedRoleId: `${roleId}:${sessionName}`,
    },
    Credentials: {
      AccessKeyId: accessKeyId,
      AccessKeySecret: accessKeySecret,
      SecurityToken: sealToken(cloud, session),
      Expiration: instant(until),
    },
  };
}
