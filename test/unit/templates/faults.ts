/** A slip of whoever edits a template: what is written, what instead, and what has to be said about it. */
export interface Fault {
  readonly title: string;
  /** `rds-mysql.yml` where absent. */
  readonly file?: string;
  readonly find: string;
  readonly replace: string;
  readonly says: string;
}

const slips: readonly Fault[] = [
  {
    title: 'a property that does not exist',
    find: 'OssObjectName:',
    replace: 'OssObjectKey:',
    says: 'RdsMysqlFunction.Code.OssObjectKey: there is no such property',
  },
  {
    title: 'a property that does not exist, in a branch of a function',
    find: 'VSwitchIds: !Ref VSwitchIds',
    replace: 'VswitchIds: !Ref VSwitchIds',
    says: 'RdsMysqlFunction.VpcConfig.VswitchIds: there is no such property',
  },
  {
    title: 'a required property that is missing',
    find: '      Handler: index.handler\n',
    replace: '',
    says: 'handler: required but missing',
  },
  {
    title: 'a value beyond what the vendor allows',
    find: '      InstanceConcurrency: 1\n',
    replace: '      InstanceConcurrency: 1000\n',
    says: 'instanceConcurrency: 1000',
  },
  {
    title: 'a value of the wrong kind',
    find: '      DiskSize: 512\n',
    replace: "      DiskSize: '512'\n",
    says: 'diskSize: "512" should be a number',
  },
  {
    title: 'a type that does not exist',
    find: 'ALIYUN::FC3::Trigger',
    replace: 'ALIYUN::FC3::Timer',
    says: 'there is no type ALIYUN::FC3::Timer',
  },
  {
    title: 'a word that is not among the allowed ones',
    find: 'Type: no_group',
    replace: 'Type: none',
    says: 'type',
  },
  {
    title: 'a property of a secret that does not exist',
    find: '      VersionId: bootstrap\n',
    replace: '      Version: bootstrap\n',
    says: 'RdsMysqlSecret.Version: there is no such property',
  },
];

const functionSlips: readonly Fault[] = [
  {
    title: 'a function that does not exist',
    find: "Fn::Join: [',', !Ref RdsMysqlAdminSecretNames]",
    replace: "Fn::Concat: [',', !Ref RdsMysqlAdminSecretNames]",
    says: 'there is no function Fn::Concat',
  },
  {
    title: 'a function with an argument too few',
    find: 'Fn::If: [WithLayer, [!Ref Layer], !Ref ALIYUN::NoValue]',
    replace: 'Fn::If: [WithLayer, [!Ref Layer]]',
    says: 'RdsMysqlFunction.Layers: Fn::If is given what it does not take',
  },
  {
    title: 'two functions in one map',
    find: '      Layers:\n',
    replace: '      Layers:\n        Ref: Layer\n',
    says: 'RdsMysqlFunction.Layers: Ref does not stand alone',
  },
  {
    title: 'a tag that ROS does not know',
    find: '!Ref RdsMysqlBundle',
    replace: '!Reference RdsMysqlBundle',
    says: 'Unresolved tag: !Reference',
  },
];

const names: readonly Fault[] = [
  {
    title: 'a name that nobody has',
    find: '!Ref RdsMysqlBundle',
    replace: '!Ref RdsMysqlBundel',
    says: 'RdsMysqlFunction.Code.OssObjectName.Fn::If: there is no RdsMysqlBundel',
  },
  {
    title: 'a name in a text that nobody has',
    find: `'\${RdsMysqlFunctionName}-\${ALIYUN::Region}'`,
    replace: `'\${RdsMysqlFunctionName}-\${ALIYUN::RegionId}'`,
    says: 'RdsMysqlRole.RoleName: there is no ALIYUN::RegionId',
  },
  {
    title: 'an attribute in the wrong case',
    find: '!GetAtt RdsMysqlFunction.ARN',
    replace: '!GetAtt RdsMysqlFunction.Arn',
    says: 'RdsMysqlFunction has ARN, FunctionId, FunctionName, and no Arn',
  },
  {
    title: 'a resource that may not be there',
    find: '          Fn::If: [WithNewLogs, !GetAtt Store.LogstoreName, !Ref Logstore]',
    replace: '          !GetAtt Store.LogstoreName',
    says: 'RdsMysqlFunction.LogConfig.Logstore: Store may not be there, since it is made only WithNewLogs',
  },
  {
    title: 'a condition that does not exist',
    find: '- InVpc\n          - VpcId',
    replace: '- InVPC\n          - VpcId',
    says: 'there is no condition InVPC',
  },
  {
    title: 'a condition of a resource that does not exist',
    find: '    Condition: WithNewRdsMysqlSecret\n    DeletionPolicy',
    replace: '    Condition: WithNewSecret\n    DeletionPolicy',
    says: 'RdsMysqlSecret: there is no condition WithNewSecret',
  },
  {
    title: 'a condition about a resource',
    find: "Fn::Equals: [!Ref Layer, '']",
    replace: "Fn::Equals: [!Ref RdsMysqlRole, '']",
    says: 'RdsMysqlRole is no parameter',
  },
  {
    title: 'a wait for what is not there',
    find: 'DependsOn: [RdsMysqlRetries]',
    replace: 'DependsOn: [RdsMysqlRetry]',
    says: 'it depends on RdsMysqlRetry, which is not there',
  },
  {
    title: 'a circle',
    find: `Description: !Sub 'What the function \${RdsMysqlFunctionName} may do'`,
    replace: `Description: !Sub 'What the function \${RdsMysqlFunction.FunctionName} may do'`,
    says: 'resources depend on each other',
  },
  {
    title: 'a parameter that nobody uses',
    find: '      MaxAsyncEventAgeInSeconds: !Ref EventAge\n',
    replace: '',
    says: 'EventAge: nobody uses the parameter',
  },
  {
    title: 'a condition that nobody uses',
    find: 'Fn::If: [WithLayer, [!Ref Layer], !Ref ALIYUN::NoValue]',
    replace: 'Fn::Split: [",", !Ref Layer]',
    says: 'WithLayer: nobody uses the condition',
  },
];

const forPeople: readonly Fault[] = [
  {
    title: 'a label that is not said in Chinese',
    find: '      zh-cn: 交换机\n',
    replace: '',
    says: 'Parameters.VSwitchIds.Label.zh-cn',
  },
  {
    title: 'a description that is English in both languages',
    find: '      zh-cn: 与函数同地域的 OSS Bucket。留空则直接提供代码。',
    replace: '      zh-cn: OSS bucket in the region of the function.',
    says: 'is no Chinese',
  },
  {
    title: 'a parameter that the console does not show',
    find: '          - KmsEndpoint\n',
    replace: '',
    says: 'KmsEndpoint: it is in no group of the console',
  },
  {
    title: 'a parameter in two groups',
    find: '          - KmsEndpoint\n',
    replace: '          - KmsEndpoint\n          - VpcId\n',
    says: 'VpcId: it is in two groups',
  },
  {
    title: 'a group with a parameter that is gone',
    find: '          - KmsEndpoint\n',
    replace: '          - KmsEndpoint\n          - KmsAddress\n',
    says: 'KmsAddress: a group names it, and it is not there',
  },
  {
    title: 'a pattern that says nothing to who breaks it',
    find: '    ConstraintDescription:\n      en: an absolute path\n      zh-cn: 绝对路径\n',
    replace: '',
    says: 'CaFile: it has a pattern and no ConstraintDescription',
  },
  {
    title: 'a pattern that is not held against the whole value',
    find: "AllowedPattern: '^$|^/[A-Za-z0-9_./-]+$'",
    replace: "AllowedPattern: '/[A-Za-z0-9_./-]+'",
    says: 'CaFile: its default does not match its pattern',
  },
  {
    title: 'a default that the pattern refuses',
    find: 'Default: every:30d',
    replace: 'Default: every month',
    says: 'Schedule: its default does not match its pattern',
  },
  {
    title: 'a default that is not among the values',
    find: 'Default: camelCase',
    replace: 'Default: camel',
    says: 'TriggerKeys: its default is not among its values',
  },
  {
    title: 'a number without bounds',
    find: '    MinValue: 60\n',
    replace: '',
    says: 'Timeout: it has no bounds',
  },
  {
    title: 'a misspelled key of a parameter',
    find: 'AssociationProperty: ALIYUN::ECS::VPC::VPCId',
    replace: 'AssociatedProperty: ALIYUN::ECS::VPC::VPCId',
    says: 'Unrecognized key: "AssociatedProperty"',
  },
];

const secrets: readonly Fault[] = [
  {
    title: 'a value that the console shows',
    find: '    NoEcho: true\n',
    replace: '',
    says: 'RdsMysqlBootstrapValue: its value is secret, and NoEcho is not true',
  },
  {
    title: 'a value out of a parameter that the console shows',
    find: 'SecretData: !Ref RdsMysqlBootstrapValue',
    replace: 'SecretData: !Ref CaFile',
    says: 'CaFile is shown by the console, since NoEcho is not true',
  },
  {
    title: 'a value in a variable of the function',
    find: 'ROTATION_ENVIRONMENT: !Ref Environment',
    replace: 'ROTATION_ENVIRONMENT: !Ref RdsMysqlBootstrapValue',
    says: 'RdsMysqlBootstrapValue is secret, and can be read there',
  },
  {
    title: 'a value in an output',
    find: 'Value: !GetAtt RdsMysqlFunction.ARN',
    replace: `Value: !Sub "\${RdsMysqlBootstrapValue}"`,
    says: 'RdsMysqlBootstrapValue is secret, and can be read there',
  },
  {
    title: 'a password of an account that the console shows',
    file: 'example.yml',
    find: 'AccountPassword: !Ref AdminPassword',
    replace: 'AccountPassword: !Ref ZoneId',
    says: 'ZoneId is shown by the console, since NoEcho is not true',
  },
  {
    title: 'a port that is no string',
    file: 'example.yml',
    find: `"Port":"\${Instance.InnerPort}","DBName"`,
    replace: `"Port":3306,"DBName"`,
    says: 'RdsMysqlSecret: its Port is no string, which some readers refuse',
  },
  {
    title: 'a secret that dies with its stack',
    find: '    DeletionPolicy: Retain\n',
    replace: '',
    says: 'RdsMysqlSecret: it would be deleted with the stack',
  },
  {
    title: 'a version id that changes with the stack',
    find: 'VersionId: bootstrap',
    replace: 'VersionId: !Ref ALIYUN::StackName',
    says: 'its version id is not bootstrap',
  },
  {
    title: 'a tag that no policy knows',
    find: 'Key: rotation:window',
    replace: 'Key: rotation:windows',
    says: 'unknown tag rotation:windows',
  },
  {
    title: 'a type that has no function',
    find: 'Value: rds-mysql',
    replace: 'Value: rds-mariadb',
    says: 'there is no function rds-mariadb',
  },
  {
    title: 'a policy that the function would refuse',
    find: 'Default: 00:00-23:59@UTC',
    replace: 'Default: 02:00-26:00@UTC',
    says: 'tag rotation:window must be of the form',
  },
  {
    title: 'a grace that needs to be accepted',
    find: 'Default: 24h',
    replace: 'Default: 1h',
    says: 'tag rotation:grace is shorter than the 6 h 10 min',
  },
  {
    title: 'a tag that KMS does not document to take',
    find: 'Value: !Ref Environment',
    replace: 'Value: my environment',
    says: 'rotation:environment has characters that KMS does not document for tags',
  },
];

const running: readonly Fault[] = [
  {
    title: 'an invocation that may be started twice',
    find: '      AsyncTask: true\n',
    replace: '',
    says: 'RdsMysqlRetries: what a sweep hands over twice would start twice',
  },
  {
    title: 'a timer with keys in two cases',
    find: '            enable: true\n',
    replace: '            Enable: true\n',
    says: 'its TriggerConfig is not of cronExpression, enable and payload, all in one case',
  },
  {
    title: 'a timer that never fires',
    find: "Default: '@every 30m'",
    replace: "Default: '0 0 4 31 2 *'",
    says: '0 0 4 31 2 * never fires',
  },
  {
    title: 'a timer with a cron expression of another kind',
    find: "Default: '@every 30m'",
    replace: "Default: '61 0 4 * * *'",
    says: '61 0 4 * * * never fires',
  },
  {
    title: 'a payload that the function does not understand',
    find: `"Operation":"sweep","SecretIds":["\${Names}"]}'\n                - Names:\n                    Fn::Join: ['","', !Ref RdsMysqlSecretNames]\n          - cron`,
    replace: `"Operation":"sweep","Secrets":["\${Names}"]}'\n                - Names:\n                    Fn::Join: ['","', !Ref RdsMysqlSecretNames]\n          - cron`,
    says: 'the function does not understand its payload',
  },
  {
    title: 'a sweep over what belongs to other stacks',
    find: `            payload:
              Fn::Sub:
                - '{"Operation":"sweep","SecretIds":["\${Names}"]}'
                - Names:
                    Fn::Join: ['","', !Ref RdsMysqlSecretNames]
`,
    replace: `            payload: '{"Operation":"sweep"}'\n`,
    says: 'its sweep takes secrets of other stacks too',
  },
  {
    title: 'a variable that no function reads',
    find: 'ROTATION_CA_FILE:',
    replace: 'ROTATION_CA_PATH:',
    says: 'no function reads ROTATION_CA_PATH',
  },
];

const rights: readonly Fault[] = [
  {
    title: 'a wildcard of actions',
    find: '- kms:TagResource',
    replace: '- kms:*',
    says: 'there is no action kms:*',
  },
  {
    title: 'an action that does not exist',
    find: '- kms:PutSecretValue',
    replace: '- kms:PutSecret',
    says: 'there is no action kms:PutSecret',
  },
  {
    title: 'a right on everything',
    find: `Resource: [!Sub 'acs:kms:\${ALIYUN::Region}:\${ALIYUN::TenantId}:secret']`,
    replace: "Resource: ['*']",
    says: 'kms:ListSecrets on everything',
  },
  {
    title: 'a right on all secrets',
    find: `Resource: [!Sub 'acs:kms:\${ALIYUN::Region}:\${ALIYUN::TenantId}:secret']`,
    replace: `Resource: [!Sub 'acs:kms:\${ALIYUN::Region}:\${ALIYUN::TenantId}:secret/*']`,
    says: 'is more than one thing',
  },
  {
    title: 'a right in all regions',
    find: `Resource: [!Sub 'acs:kms:\${ALIYUN::Region}:\${ALIYUN::TenantId}:secret']`,
    replace: `Resource: [!Sub 'acs:kms:*:\${ALIYUN::TenantId}:secret']`,
    says: 'is more than one thing',
  },
  {
    title: 'a right in all accounts',
    find: `Resource: [!Sub 'acs:kms:\${ALIYUN::Region}:\${ALIYUN::TenantId}:secret']`,
    replace: `Resource: [!Sub 'acs:kms:\${ALIYUN::Region}:*:secret']`,
    says: 'is no ARN of one account',
  },
  {
    title: 'a right on what another service has',
    find: 'Action: [kms:ListSecrets]',
    replace: 'Action: [ram:ListUsers]',
    says: 'ram:ListUsers is given on acs:kms:',
  },
  {
    title: 'a role that anybody else may take on',
    find: 'Service: [fc.aliyuncs.com]',
    replace: 'Service: [ecs.aliyuncs.com]',
    says: 'AssumeRolePolicyDocument',
  },
];

export const faults: readonly Fault[] = [
  ...slips,
  ...functionSlips,
  ...names,
  ...forPeople,
  ...secrets,
  ...running,
  ...rights,
];
