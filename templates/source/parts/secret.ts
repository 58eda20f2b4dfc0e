import type { SecretType } from '../secret-type.ts';
import { lines, nothing, yml } from '../yml.ts';

export const secret = (type: SecretType) => yml`
  # The functions hold its value from then on. KMS keeps one value of a version id for ever, so that no update of the
  # stack can write another one; deleting the stack leaves the secret as it is.
  ${type.prefix}Secret:
    Type: ALIYUN::KMS::Secret
    Condition: WithNew${type.prefix}Secret
    DeletionPolicy: Retain
    Properties:
      SecretName:
        Fn::Select: ['0', !Ref ${type.prefix}SecretNames]
      Description: Rotated by a function of secret-rotation-functions
      VersionId: bootstrap
      SecretData: !Ref ${type.prefix}BootstrapValue
      DKMSInstanceId:
        Fn::If: [WithKmsInstance, !Ref KmsInstanceId, !Ref ALIYUN::NoValue]
      EncryptionKeyId:
        Fn::If: [WithKey, !Ref KmsKeyId, !Ref ALIYUN::NoValue]
      Tags:
${tags(type)}
`;

/** A list that has parts with a condition is merged from them. */
function tags(type: SecretType): string {
  const conditional = lines(valueAndFields(type), adminSecret(type));
  if (conditional === '') return always(type, '        - ', '          ');
  return lines(
    '        Fn::ListMerge:',
    always(type, '          - - ', '              ', '            - '),
    conditional,
  );
}

/** The tags that every new secret has. `first` and `next` begin the lines of the first tag and of the others. */
function always({ name, prefix }: SecretType, first: string, value: string, next = first): string {
  const all = [
    ['type', name],
    ['strategy', `!Ref ${prefix}Strategy`],
    ['schedule', '!Ref Schedule'],
    ['window', '!Ref Window'],
    ['grace', '!Ref Grace'],
    ['environment', '!Ref Environment'],
  ];
  return all
    .map(([tag, text], index) => `${index === 0 ? first : next}Key: rotation:${tag}\n${value}Value: ${text}`)
    .join('\n');
}

/** A strategy has a usual way to make a value. A tag would take its place. */
const valueAndFields = ({ prefix, values }: SecretType) =>
  values
    ? yml`
          - Fn::If:
              - With${prefix}Value
              - - Key: rotation:value
                  Value: !Ref ${prefix}Value
              - []
          - Fn::If:
              - With${prefix}Fields
              - - Key: rotation:fields
                  Value: !Ref ${prefix}Fields
              - []
`
    : nothing;

const adminSecret = (type: SecretType) =>
  type.admins === undefined
    ? nothing
    : yml`
          - Fn::If:
              - With${type.prefix}Admin
              - - Key: rotation:admin-secret
                  Value:
                    Fn::Select: ['0', !Ref ${type.prefix}AdminSecretNames]
${orRdsApi(type)}
`;

/** Without an admin, the API of RDS acts on the instances that the stack names. */
const orRdsApi = ({ prefix, rdsActions }: SecretType) =>
  rdsActions === undefined
    ? '              - []'
    : yml`
              - Fn::If:
                  - With${prefix}Instances
                  - - Key: rotation:admin-secret
                      Value: rds-api
                  - []
`;
