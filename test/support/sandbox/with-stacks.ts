import { type SandboxOptions, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { type Address, callsTo, type Parameters } from './calls.ts';
import { userWithKey } from './people.ts';
import { createStack, rosClient } from './ros-client.ts';

export const regionId = 'cn-hangzhou';

/** A secret that outlives its stack, and a role that may read it. */
export const template = (more = '') => `
ROSTemplateFormatVersion: '2015-09-01'
Parameters:
  Value: { Type: String, NoEcho: true, MinLength: 1 }
  Word: { Type: String, Default: one }
Resources:
  Role:
    Type: ALIYUN::RAM::Role
    Properties:
      RoleName: !Sub '\${ALIYUN::StackName}-role'
      AssumeRolePolicyDocument:
        Version: '1'
        Statement: [{ Effect: Allow, Action: sts:AssumeRole, Principal: { Service: [fc.aliyuncs.com] } }]
      Policies:
        - PolicyName: !Sub '\${ALIYUN::StackName}-rotate'
          PolicyDocument:
            Version: '1'
            Statement: [{ Effect: Allow, Action: [kms:GetSecretValue], Resource: [!GetAtt Secret.Arn] }]
  Secret:
    Type: ALIYUN::KMS::Secret
    DeletionPolicy: Retain
    Properties:
      SecretName: app
      VersionId: bootstrap
      SecretData: !Ref Value
      Description: !Ref Word
      Tags: [{ Key: rotation:type, Value: generic }]
${more}
Outputs:
  RoleArn: { Value: !GetAtt Role.Arn }
`;

/** A bucket, and nothing else. */
export const bucketTemplate = `
ROSTemplateFormatVersion: '2015-09-01'
Description: of one bucket
Resources:
  Bucket: { Type: 'ALIYUN::OSS::Bucket', Properties: { BucketName: app } }
`;

/** Calls of ROS in the region of the sandbox. */
function rosCalls(address: Address) {
  const call = callsTo(address, 'ros');
  return (action: string, parameters: Parameters = {}, form?: Parameters) =>
    call(action, { RegionId: regionId, ...parameters }, form);
}

/** A sandbox, with calls of ROS and of what its stacks are made of. */
export async function startRos(options: SandboxOptions = {}) {
  const sandbox = await startSandbox(options);
  const client = rosClient(sandbox);
  const kms = callsTo(sandbox);
  return {
    sandbox,
    client,
    kms,
    ros: rosCalls(sandbox),
    ram: callsTo(sandbox, 'ram'),
    /** Calls of a user without any right. */
    asNobody: async () => rosCalls(await userWithKey(sandbox, 'nobody')),
    /** The stack `payments` of the template, once it is made. */
    make: () => createStack(client, 'payments', template(), { Value: 'first' }),
    /** The stack `buckets` of one bucket, once it is made. */
    makeBucket: () => createStack(client, 'buckets', bucketTemplate),
    /** A change set that would make the stack `later` of one bucket. */
    planBucket: async (ChangeSetName = 'c1'): Promise<{ ChangeSetId: string; StackId: string }> => {
      const asked = { ChangeSetName, ChangeSetType: 'CREATE', StackName: 'later' };
      const call = rosCalls(sandbox);
      return Object(await call('CreateChangeSet', { ...asked, TemplateBody: bucketTemplate }));
    },
    value: () => kms('GetSecretValue', { SecretName: 'app' }),
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}
