import { yml } from '../yml.ts';

/** Conditions over the parameters that every template has. */
export const sharedConditions = yml`
  InVpc:
    Fn::Not:
      - Fn::Equals: [!Ref VpcId, '']
  WithKey:
    Fn::Not:
      - Fn::Equals: [!Ref KmsKeyId, '']
  WithKmsInstance:
    Fn::Not:
      - Fn::Equals: [!Ref KmsInstanceId, '']
  WithKmsEndpoint:
    Fn::Not:
      - Fn::Equals: [!Ref KmsEndpoint, '']
  WithKmsInVpc:
    Fn::And:
      - InVpc
      - Fn::Not:
          - Fn::Equals: [!Ref InternetAccess, true]
  WithLayer:
    Fn::Not:
      - Fn::Equals: [!Ref Layer, '']
  WithCaFile:
    Fn::Not:
      - Fn::Equals: [!Ref CaFile, '']
  WithConfiguration:
    Fn::Not:
      - Fn::Equals: [!Ref Configuration, '']
  WithConfigurationSecret:
    Fn::Not:
      - Fn::Equals: [!Ref ConfigurationSecretName, '']
  WithEvents:
    Fn::Not:
      - Fn::Equals: [!Ref EventsSecretName, '']
  WithEventKinds:
    Fn::Not:
      - Fn::Equals: [!Ref EventKinds, '']
  WithEventBus:
    Fn::Not:
      - Fn::Equals: [!Ref EventBusName, '']
  WithDestination:
    Fn::Not:
      - Fn::Equals: [!Ref FailureDestination, '']
  WithNewLogs:
    Fn::Equals: [!Ref LogProject, '']
  WithPascalCase:
    Fn::Equals: [!Ref TriggerKeys, PascalCase]
`;
