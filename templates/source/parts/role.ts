import type { SecretType } from '../secret-type.ts';
import { nothing, yml } from '../yml.ts';

export const role = (type: SecretType, condition: string) => yml`
  ${type.prefix}Role:
    Type: ALIYUN::RAM::Role
${condition}
    Properties:
      RoleName: !Sub '\${${type.prefix}FunctionName}-\${ALIYUN::Region}'
      Description: !Sub 'What the function \${${type.prefix}FunctionName} may do'
      AssumeRolePolicyDocument:
        Version: '1'
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Principal:
              Service: [fc.aliyuncs.com]
      Policies:
        Fn::ListMerge:
          - - PolicyName: !Sub '\${${type.prefix}FunctionName}-\${ALIYUN::Region}-rotate'
              PolicyDocument:
                Version: '1'
                Statement:
                  - Effect: Allow
                    Action:
                      - kms:DescribeSecret
                      - kms:ListSecretVersionIds
                      - kms:GetSecretValue
                      - kms:PutSecretValue
                      - kms:UpdateSecretVersionStage
                      - kms:TagResource
                    Resource:
                      Fn::Split:
                        - ','
                        - Fn::Replace:
                            - '#': !Sub 'acs:kms:\${ALIYUN::Region}:\${ALIYUN::TenantId}:secret/'
                            - Fn::Join:
                                - ''
                                - - '#'
                                  - Fn::Join: [',#', !Ref ${type.prefix}SecretNames]
                  # A sweep lists the secrets of the region with their tags, which hold when each is due.
                  - Effect: Allow
                    Action: [kms:ListSecrets]
                    Resource: [!Sub 'acs:kms:\${ALIYUN::Region}:\${ALIYUN::TenantId}:secret']
                  # What a sweep has no time for it hands to an invocation of its own function.
                  - Effect: Allow
                    Action: [fc:InvokeFunction]
                    Resource: [!Sub 'acs:fc:\${ALIYUN::Region}:\${ALIYUN::TenantId}:functions/\${${type.prefix}FunctionName}']
${changeKeys(type)}
                  # For Function Compute itself, which writes the logs of a function under its role.
                  - Effect: Allow
                    Action: [log:PostLogStoreLogs]
                    Resource:
                      - Fn::Sub:
                          - acs:log:\${ALIYUN::Region}:\${ALIYUN::TenantId}:project/\${Project}/logstore/\${Logstore}
                          - Project:
                              Fn::If: [WithNewLogs, !GetAtt Logs.Name, !Ref LogProject]
${readAdminSecrets(type)}
${changeAccounts(type)}
          - Fn::If:
              - WithConfigurationSecret
              - - PolicyName: !Sub '\${${type.prefix}FunctionName}-\${ALIYUN::Region}-read-configuration'
                  PolicyDocument:
                    Version: '1'
                    Statement:
                      - Effect: Allow
                        Action: [kms:GetSecretValue]
                        Resource: [!Sub 'acs:kms:\${ALIYUN::Region}:\${ALIYUN::TenantId}:secret/\${ConfigurationSecretName}']
              - []
          - Fn::If:
              - WithEvents
              - - PolicyName: !Sub '\${${type.prefix}FunctionName}-\${ALIYUN::Region}-read-destination'
                  PolicyDocument:
                    Version: '1'
                    Statement:
                      - Effect: Allow
                        Action: [kms:GetSecretValue]
                        Resource: [!Sub 'acs:kms:\${ALIYUN::Region}:\${ALIYUN::TenantId}:secret/\${EventsSecretName}']
              - []
          - Fn::If:
              - WithEventBus
              - - PolicyName: !Sub '\${${type.prefix}FunctionName}-\${ALIYUN::Region}-put-events'
                  PolicyDocument:
                    Version: '1'
                    Statement:
                      - Effect: Allow
                        Action: [eventbridge:PutEvents]
                        Resource: [!Sub 'acs:eventbridge:\${ALIYUN::Region}:\${ALIYUN::TenantId}:eventbus/\${EventBusName}']
              - []
          - Fn::If:
              - WithKey
              - - PolicyName: !Sub '\${${type.prefix}FunctionName}-\${ALIYUN::Region}-use-key'
                  PolicyDocument:
                    Version: '1'
                    Statement:
                      - Effect: Allow
                        Action: [kms:Decrypt, kms:GenerateDataKey]
                        Resource: [!Sub 'acs:kms:\${ALIYUN::Region}:\${ALIYUN::TenantId}:key/\${KmsKeyId}']
              - []
          - Fn::If:
              - WithDestination
              - - PolicyName: !Sub '\${${type.prefix}FunctionName}-\${ALIYUN::Region}-tell-of-failures'
                  PolicyDocument:
                    Version: '1'
                    Statement:
                      # For Function Compute itself, which calls the destination under the role of the function.
                      - Effect: Allow
                        Action: [fc:InvokeFunction]
                        Resource: [!Ref FailureDestination]
              - []
          - Fn::If:
              - InVpc
              - - PolicyName: !Sub '\${${type.prefix}FunctionName}-\${ALIYUN::Region}-join-vpc'
                  PolicyDocument:
                    Version: '1'
                    Statement:
                      # For Function Compute itself, as in its own AliyunServiceRolePolicyForFC: these know no resource.
                      - Effect: Allow
                        Action:
                          - vpc:DescribeVSwitchAttributes
                          - vpc:DescribeVpcAttribute
                          - ecs:CreateNetworkInterface
                          - ecs:DeleteNetworkInterface
                          - ecs:DescribeNetworkInterfaces
                          - ecs:CreateNetworkInterfacePermission
                          - ecs:DeleteNetworkInterfacePermission
                          - ecs:DescribeNetworkInterfacePermissions
                        Resource: ['*']
              - []
`;

const readAdminSecrets = (type: SecretType) =>
  type.admins === undefined
    ? nothing
    : yml`
          - Fn::If:
              - With${type.prefix}Admin
              - - PolicyName: !Sub '\${${type.prefix}FunctionName}-\${ALIYUN::Region}-read-admin-secrets'
                  PolicyDocument:
                    Version: '1'
                    Statement:
                      - Effect: Allow
                        Action: [kms:GetSecretValue]
                        Resource:
                          Fn::Split:
                            - ','
                            - Fn::Replace:
                                - '#': !Sub 'acs:kms:\${ALIYUN::Region}:\${ALIYUN::TenantId}:secret/'
                                - Fn::Join:
                                    - ''
                                    - - '#'
                                      - Fn::Join: [',#', !Ref ${type.prefix}AdminSecretNames]
              - []
`;

const changeAccounts = ({ prefix, rdsActions }: SecretType) =>
  rdsActions === undefined
    ? nothing
    : yml`
          - Fn::If:
              - With${prefix}Instances
              - - PolicyName: !Sub '\${${prefix}FunctionName}-\${ALIYUN::Region}-change-accounts'
                  PolicyDocument:
                    Version: '1'
                    Statement:
                      # For secrets whose policy names the API of RDS in place of an admin.
                      - Effect: Allow
                        Action:
${rdsActions.map((action) => `                          - ${action}`).join('\n')}
                        Resource:
                          Fn::Split:
                            - ','
                            - Fn::Replace:
                                - '#': !Sub 'acs:rds:\${ALIYUN::Region}:\${ALIYUN::TenantId}:dbinstance/'
                                - Fn::Join:
                                    - ''
                                    - - '#'
                                      - Fn::Join: [',#', !Ref ${prefix}InstanceIds]
              - []
`;

const changeKeys = ({ prefix, users }: SecretType) =>
  users
    ? yml`
                  - Effect: Allow
                    Action:
                      - ram:ListAccessKeys
                      - ram:CreateAccessKey
                      - ram:UpdateAccessKey
                      - ram:DeleteAccessKey
                      - ram:GetAccessKeyLastUsed
                    Resource:
                      Fn::Split:
                        - ','
                        - Fn::Replace:
                            - '#': !Sub 'acs:ram:*:\${ALIYUN::TenantId}:user/'
                            - Fn::Join:
                                - ''
                                - - '#'
                                  - Fn::Join: [',#', !Ref ${prefix}UserNames]
`
    : nothing;
