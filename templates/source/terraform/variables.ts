import type { Parameter } from '../parameters.ts';
import { readParameters } from '../parameters.ts';
import { bundleBucket, sharedParameters } from '../parts/shared-parameters.ts';
import { typeParameters } from '../parts/type-parameters.ts';
import type { SecretType } from '../secret-type.ts';
import { lines } from '../yml.ts';

/** The variables, as the parameters of ROS that they are. */
const order: readonly string[] = [
  'BundleBucket',
  'Bundle',
  'Checksum',
  'Code',
  'FunctionName',
  'SecretNames',
  'AdminSecretNames',
  'UserNames',
  'BootstrapValue',
  'Strategy',
  'Schedule',
  'Window',
  'Grace',
  'Environment',
  'KmsInstanceId',
  'KmsKeyId',
  'KmsEndpoint',
  'VpcId',
  'VSwitchIds',
  'SecurityGroupId',
  'InternetAccess',
  'Layer',
  'CaFile',
  'Configuration',
  'ConfigurationSecretName',
  'WebhookHosts',
  'MemorySize',
  'Timeout',
  'SweepSchedule',
  'RetryAttempts',
  'EventAge',
  'FailureDestination',
  'LogProject',
  'Logstore',
  'EventsSecretName',
  'EventKinds',
  'EventBusName',
];

/** What the module says otherwise than the templates. */
const texts: Readonly<Record<string, string>> = {
  BundleBucket: 'OSS bucket in the region of the function. Empty, the code itself is given.',
  Bundle: 'OSS object that holds the zip. Its hash is part of its name, so that new code is a new name.',
  Checksum:
    'CRC-64 of the zip in decimal, which Function Compute compares. It finds another object in the place of the bundle, but none that was made to have the same.',
  Code: 'The zip itself in Base64, filebase64("dist/rds-mysql.zip"). It goes before the object in the bucket, which nobody can then replace.',
  FunctionName: '3 to 30 lower case letters, digits and hyphens, a letter first.',
  AdminSecretNames: 'Names of secrets of accounts that may change other accounts; the role may read them.',
  UserNames: 'For the type access-key: RAM users whose AccessKeys are rotated.',
  BootstrapValue:
    'Creates the first of the secrets with this value. The state of Terraform holds it from then on, and after each refresh the value that is current at that time. Empty, the secret is made elsewhere, and no value enters the state.',
  Strategy: 'Strategy of a new secret. auto looks at the server and chooses the best that it allows.',
  Schedule: 'When a new secret is to be rotated, such as every:30d or weekly:mon:03:00@Asia/Shanghai.',
  Window: 'Hours in which a rotation of a new secret may begin.',
  Grace: 'How long the previous credential of a new secret lives on.',
  Environment: 'A secret whose tag rotation:environment says something else is left alone.',
  KmsInstanceId: 'KMS instance of a new secret.',
  KmsEndpoint: 'Address of KMS, where it is not the public one of the region.',
  VpcId: 'Where the services are. Empty, the function is in no VPC.',
  SecurityGroupId: 'Security group of the function in the VPC.',
  InternetAccess:
    'Of a function in a VPC; without it KMS is called inside the VPC. Webhooks and notices outside the VPC need it, and so does a fleet that one invocation cannot sweep. Outside a VPC, and for AccessKeys, there is always internet access.',
  Layer: 'ARN of a layer with files the function needs, such as the certificate of an authority.',
  CaFile: 'PEM file of the authority that signed the certificates of databases and webhooks.',
  Configuration:
    'JSON text of what only who deploys the function may say of secrets, such as webhooks, probes and lower floors.',
  ConfigurationSecretName:
    'Secret that holds the same, where it is too long for a variable. Whoever may write it decides for all secrets of the function.',
  WebhookHosts: 'Hosts that may be called for webhooks and notices, with commas.',
  MemorySize: 'In MB.',
  Timeout: 'In seconds. What an invocation has no time for it hands to another one.',
  SweepSchedule: 'How often the function looks what is due; at least four times in a window.',
  EventAge: 'In seconds. What has waited longer is dropped; the next firing of the timer does its work.',
  FailureDestination: 'ARN of a function that is told of invocations that failed in the end.',
  LogProject: 'An existing project of Simple Log Service. Unlike the ROS template, this module makes none.',
  Logstore: 'An existing Logstore of the project, with an index on functionName and message.',
  EventsSecretName: 'Name of a secret whose flat JSON says where to tell what became of secrets.',
  EventKinds: 'Kinds of notices with commas, such as failed,stopped.',
  EventBusName: 'Where the form of notices is eventbridge: the role may put events on this bus.',
};

const head = `# The parameters of the ROS templates under the same names; those that begin with the name of a function there have none
# here, where \`type\` says which function it is.
`;

/** Stands above the variable of the first value. */
const bootstrap = `# Terraform then owns the secret, and its state is as secret as the database: alicloud_kms_secret reads the current value
# at each refresh, that is at each plan and apply, and neither ignore_changes nor sensitive keeps it out of the state.
#
# To keep values out of it, leave this empty and make the secret elsewhere: by the ROS template of the function, whose
# stack never reads a value back, or in the console or with the aliyun command line, with its rotation tags. Name it in
# secret_names: the module refers to secrets by name alone, and reads none of them.
#
# To leave it later: terraform state rm 'alicloud_kms_secret.first[0]', empty this variable, then rotate and retire, so
# that what older states still hold no longer works.
`;

/** Writes the variables of the module of Terraform, which serves every type. */
export function variablesOf(types: readonly [SecretType, ...SecretType[]]): string {
  const anyType: SecretType = { ...types[0], prefix: '', users: true, values: true };
  const parameters = readParameters(lines(bundleBucket, typeParameters(anyType, false), sharedParameters));
  const variables = order.map((name) => {
    const parameter = parameters.get(name);
    if (!parameter) throw new Error(`there is no parameter ${name}`);
    return `${name === 'BootstrapValue' ? bootstrap : ''}${variable(name, parameter)}`;
  });
  return [head, typeVariable(types.map(({ name }) => name)), ...variables].join('\n');
}

function variable(name: string, parameter: Parameter): string {
  const { Description } = parameter;
  return block(`variable "${nameOf(name)}"`, [
    ...aligned({
      type: typeOf(parameter),
      description: JSON.stringify(texts[name] ?? Description),
      default: defaultOf(name, parameter),
      sensitive: name === 'BootstrapValue' ? 'true' : undefined,
    }),
    ...(name === 'SecretNames'
      ? block(
          'validation',
          aligned({
            condition: 'length(var.secret_names) > 0',
            error_message: '"A function has at least one secret."',
          }),
        )
          .trimEnd()
          .split('\n')
      : []),
  ]);
}

const typeVariable = (names: readonly string[]) =>
  block('variable "type"', [
    ...aligned({
      type: 'string',
      description: '"Which function it is: the name of its folder and of its zip."',
    }),
    ...block(
      'validation',
      aligned({
        condition: `contains([${names.map((name) => `"${name}"`).join(', ')}], var.type)`,
        error_message: `"One of ${new Intl.ListFormat('en-GB').format(names)}."`,
      }),
    )
      .trimEnd()
      .split('\n'),
  ]);

function typeOf({ Type }: Parameter): string {
  const types = { String: 'string', Number: 'number', Boolean: 'bool', CommaDelimitedList: 'list(string)' };
  return types[Type];
}

/** A name of its own has the function in each use of the module, and its logs a project that is there. */
const required = new Set(['FunctionName', 'LogProject']);

function defaultOf(name: string, { Type, Default }: Parameter): string | undefined {
  if (name === 'UserNames') return '[]';
  if (Default === undefined || required.has(name)) return undefined;
  return Type === 'CommaDelimitedList' && Default === '' ? '[]' : JSON.stringify(Default);
}

/** `SecretNames` is `secret_names`; VSwitchIds is one word to the provider. */
const nameOf = (parameter: string) =>
  parameter
    .replace('VSwitch', 'Vswitch')
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();

const block = (head: string, body: readonly string[]) =>
  `${head} {\n${body.map((line) => `  ${line}\n`).join('')}}\n`;

/** Arguments with their signs in one column, as `terraform fmt` writes them. */
function aligned(given: Readonly<Record<string, string | undefined>>): readonly string[] {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  const width = Math.max(...set.map(([name]) => name.length));
  return set.map(([name, value]) => `${name.padEnd(width)} = ${value}`);
}
