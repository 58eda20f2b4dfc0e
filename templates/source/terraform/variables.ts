import { type Parameter, readParameters } from '../parameters.ts';
import { bundleBucket, sharedParameters } from '../parts/shared-parameters.ts';
import { typeParameters } from '../parts/type-parameters.ts';
import type { SecretType } from '../secret-type.ts';
import { lines } from '../yml.ts';
import { variable } from './variable.ts';

/** Parameters that have no variable. The module makes no logs and no alarms, and knows the case of the timer's keys. */
const ofRos = new Set([
  'TriggerKeys',
  'LogDays',
  'AlarmState',
  'AlertPolicyId',
  'ActionPolicyId',
  'SilencePeriod',
]);

/** Parameters without a default here. Each use of the module names its function, and a project of logs that exists. */
const required = new Set(['FunctionName', 'LogProject']);

/** Descriptions of what is not so with ROS. */
const descriptions: Readonly<Record<string, string>> = {
  Code: 'The zip itself in Base64, filebase64("dist/rds-mysql.zip"). It goes before the object in the bucket, which nobody can then replace.',
  BootstrapValue:
    'Creates the first of the secrets with this value. The state of Terraform holds it from then on, and after each refresh the value that is current at that time. Empty, the secret is made elsewhere, and no value enters the state.',
  WebhookHosts: 'The only hosts of webhooks and notices, with commas.',
  LogProject: 'An existing project of Simple Log Service. Unlike the ROS template, this module makes none.',
};

const head = `# The parameters of the ROS templates under the same names; those that begin with the name of a function there have none
# here, where \`type\` says which function it is.
`;

/** Writes the variables of the module of Terraform, which serves every type. */
export function variablesOf(types: readonly [SecretType, ...SecretType[]]): string {
  const row = anyType(types);
  const optional = readParameters(typeParameters(row, true));
  const all = readParameters(lines(bundleBucket, typeParameters(row, false), sharedParameters));
  const variables = [...all].flatMap(([name, parameter]) => {
    if (ofRos.has(name)) return [];
    const only = onlyFor(name, types);
    const given = only ? (optional.get(name) ?? parameter) : parameter;
    const Description = descriptions[name] ?? [given.Description, only].filter(Boolean).join(' ');
    return [variable(nameOf(name), { ...(required.has(name) ? withoutDefault(given) : given), Description })];
  });
  return [head, variable('type', typeParameter(types)), ...variables].join('\n');
}

const typeParameter = (types: readonly SecretType[]): Parameter => ({
  Type: 'String',
  Label: 'Type of the secrets',
  Description: 'Which function it is: the name of its folder and of its zip.',
  AllowedValues: types.map(({ name }) => name),
});

const withoutDefault = ({ Default, AllowedPattern, ...parameter }: Parameter): Parameter => ({
  ...parameter,
  AllowedPattern: AllowedPattern?.replace('^$|', ''),
});

/** A row that names no type, and has what any type has. */
function anyType(types: readonly [SecretType, ...SecretType[]]): SecretType {
  const [first] = types;
  const usual = types.map(({ name, strategy }) => `${strategy.usual} for ${name}`);
  const allowed = new Set(types.flatMap(({ strategy }) => strategy.allowed));
  return {
    ...first,
    name: '<type>',
    prefix: '',
    title: { en: '<type>', zh: '' },
    strategy: { en: `Empty, it is ${usual.join(', ')}.`, zh: '', usual: "''", allowed: ["''", ...allowed] },
    users: true,
    values: true,
  };
}

/** Names the types that a parameter is for, where it is not for all. */
function onlyFor(name: string, types: readonly SecretType[]): string {
  const having = types.filter((type) => typeParameters(type, false).includes(`  ${type.prefix}${name}:\n`));
  if (having.length === 0 || having.length === types.length) return '';
  return `Only for ${new Intl.ListFormat('en-GB').format(having.map((type) => type.name))}.`;
}

/** `SecretNames` is `secret_names`; VSwitchIds is one word to the provider. */
const nameOf = (parameter: string) =>
  parameter
    .replace('VSwitch', 'Vswitch')
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();
