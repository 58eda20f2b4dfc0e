import type { SecretType } from '../secret-type.ts';
import { nothing, yml } from '../yml.ts';

export const functionOf = (type: SecretType, condition: string) => yml`
  ${type.prefix}Function:
    Type: ALIYUN::FC3::Function
${condition}
    Properties:
      FunctionName: !Ref ${type.prefix}FunctionName
      Description: Rotates KMS secrets of the type ${type.name}
      Runtime: nodejs20
      Handler: index.handler
      Code:
        ZipFile:
          Fn::If: [With${type.prefix}Code, !Ref ${type.prefix}Code, !Ref ALIYUN::NoValue]
        OssBucketName:
          Fn::If: [With${type.prefix}Code, !Ref ALIYUN::NoValue, !Ref BundleBucket]
        OssObjectName:
          Fn::If: [With${type.prefix}Code, !Ref ALIYUN::NoValue, !Ref ${type.prefix}Bundle]
        Checksum:
          Fn::If: [With${type.prefix}Checksum, !Ref ${type.prefix}Checksum, !Ref ALIYUN::NoValue]
      Role: !GetAtt ${type.prefix}Role.Arn
      Cpu: 0.35
      MemorySize: !Ref MemorySize
      DiskSize: 512
      Timeout: !Ref Timeout
      InstanceConcurrency: 1
${internetAccess(type)}
      Layers:
        Fn::If: [WithLayer, [!Ref Layer], !Ref ALIYUN::NoValue]
      VpcConfig:
        Fn::If:
          - InVpc
          - VpcId: !Ref VpcId
            VSwitchIds: !Ref VSwitchIds
            SecurityGroupId: !Ref SecurityGroupId
          - !Ref ALIYUN::NoValue
      LogConfig:
        Project:
          Fn::If: [WithNewLogs, !GetAtt Logs.Name, !Ref LogProject]
        Logstore:
          Fn::If: [WithNewLogs, !GetAtt Store.LogstoreName, !Ref Logstore]
        LogBeginRule: None
        EnableRequestMetrics: true
        EnableInstanceMetrics: true
      EnvironmentVariables:
        ROTATION_ENVIRONMENT: !Ref Environment
        ROTATION_KMS_ENDPOINT:
          Fn::If:
            - WithKmsEndpoint
            - !Ref KmsEndpoint
            - Fn::If: [WithKmsInVpc, !Sub 'kms-vpc.\${ALIYUN::Region}.aliyuncs.com', !Ref ALIYUN::NoValue]
        ROTATION_CA_FILE:
          Fn::If: [WithCaFile, !Ref CaFile, !Ref ALIYUN::NoValue]
        ROTATION_CONFIGURATION:
          Fn::If: [WithConfiguration, !Ref Configuration, !Ref ALIYUN::NoValue]
        ROTATION_CONFIGURATION_SECRET:
          Fn::If: [WithConfigurationSecret, !Ref ConfigurationSecretName, !Ref ALIYUN::NoValue]
        ROTATION_EVENTS_SECRET:
          Fn::If: [WithEvents, !Ref EventsSecretName, !Ref ALIYUN::NoValue]
        ROTATION_EVENTS:
          Fn::If: [WithEventKinds, !Ref EventKinds, !Ref ALIYUN::NoValue]
${webhookHosts(type)}
  ${type.prefix}Retries:
    Type: ALIYUN::FC3::AsyncInvokeConfig
${condition}
    Properties:
      FunctionName: !GetAtt ${type.prefix}Function.FunctionName
      MaxAsyncRetryAttempts: !Ref RetryAttempts
      MaxAsyncEventAgeInSeconds: !Ref EventAge
      # A sweep names what it hands over, so that handing it over twice starts it once.
      AsyncTask: true
      DestinationConfig:
        Fn::If:
          - WithDestination
          - OnFailure:
              Destination: !Ref FailureDestination
          - !Ref ALIYUN::NoValue
  ${type.prefix}Timer:
    Type: ALIYUN::FC3::Trigger
${condition}
    # What the timer starts is to be repeated from its first firing on.
    DependsOn: [${type.prefix}Retries]
    Properties:
      FunctionName: !GetAtt ${type.prefix}Function.FunctionName
      TriggerName: sweep
      TriggerType: timer
      Description: Rotates what is due, and ends what is over its grace
      # A sweep without names takes every secret of the type, also those of other stacks.
      TriggerConfig:
        Fn::If:
          - WithPascalCase
          - CronExpression: !Ref SweepSchedule
            Enable: true
            Payload:
              Fn::Sub:
                - '{"Operation":"sweep","SecretIds":["\${Names}"]}'
                - Names:
                    Fn::Join: ['","', !Ref ${type.prefix}SecretNames]
          - cronExpression: !Ref SweepSchedule
            enable: true
            payload:
              Fn::Sub:
                - '{"Operation":"sweep","SecretIds":["\${Names}"]}'
                - Names:
                    Fn::Join: ['","', !Ref ${type.prefix}SecretNames]
`;

const internetAccess = ({ users }: SecretType) =>
  users
    ? yml`
      # RAM has no address inside a VPC.
      InternetAccess: true
`
    : yml`
      # Outside a VPC there is no other way to KMS.
      InternetAccess:
        Fn::If: [InVpc, !Ref InternetAccess, true]
`;

const webhookHosts = ({ prefix, values }: SecretType) =>
  values
    ? yml`
        ROTATION_WEBHOOK_HOSTS:
          Fn::If: [With${prefix}WebhookHosts, !Ref ${prefix}WebhookHosts, !Ref ALIYUN::NoValue]
`
    : nothing;
