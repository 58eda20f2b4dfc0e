import type { SecretType } from '../secret-type.ts';
import { nothing, yml } from '../yml.ts';

/** Conditions over the parameters of a type. `isOptional`: the function may be left out of the stack. */
export const typeConditions = (type: SecretType, isOptional: boolean) => yml`
${isOptional ? withFunction(type) : nothing}
${withAdmin(type)}
${withInstances(type)}
${withNewSecret(type, isOptional)}
${withValues(type)}
`;

export const codeConditions = ({ prefix }: SecretType) => yml`
  With${prefix}Code:
    Fn::Not:
      - Fn::Equals: [!Ref ${prefix}Code, '']
  With${prefix}Checksum:
    Fn::Not:
      - Fn::Equals: [!Ref ${prefix}Checksum, '']
`;

const withFunction = ({ prefix }: SecretType) => yml`
  With${prefix}:
    Fn::Not:
      - Fn::Equals: [!Ref ${prefix}Bundle, '']
`;

const withAdmin = ({ prefix, admins }: SecretType) =>
  admins === undefined
    ? nothing
    : yml`
  With${prefix}Admin:
    Fn::Not:
      - Fn::Equals:
          - Fn::Join: [',', !Ref ${prefix}AdminSecretNames]
          - ''
`;

const withInstances = ({ prefix, rdsActions }: SecretType) =>
  rdsActions === undefined
    ? nothing
    : yml`
  With${prefix}Instances:
    Fn::Not:
      - Fn::Equals:
          - Fn::Join: [',', !Ref ${prefix}InstanceIds]
          - ''
`;

const withNewSecret = ({ prefix }: SecretType, isOptional: boolean) =>
  isOptional
    ? yml`
  WithNew${prefix}Secret:
    Fn::And:
      - With${prefix}
      - Fn::Not:
          - Fn::Equals: [!Ref ${prefix}BootstrapValue, '']
`
    : yml`
  WithNew${prefix}Secret:
    Fn::Not:
      - Fn::Equals: [!Ref ${prefix}BootstrapValue, '']
`;

const withValues = ({ prefix, values }: SecretType) =>
  values
    ? yml`
  With${prefix}Value:
    Fn::Not:
      - Fn::Equals: [!Ref ${prefix}Value, '']
  With${prefix}Fields:
    Fn::Not:
      - Fn::Equals: [!Ref ${prefix}Fields, '']
  With${prefix}WebhookHosts:
    Fn::Not:
      - Fn::Equals: [!Ref ${prefix}WebhookHosts, '']
`
    : nothing;
