import { alarms } from './parts/alarms.ts';
import { codeConditions, typeConditions } from './parts/conditions.ts';
import { functionOf } from './parts/function.ts';
import { groupOf, sharedGroups } from './parts/interface.ts';
import { logs } from './parts/logs.ts';
import { logProjectOutput, outputs } from './parts/outputs.ts';
import { role } from './parts/role.ts';
import { secret } from './parts/secret.ts';
import { sharedConditions } from './parts/shared-conditions.ts';
import { bundleBucket, sharedParameters } from './parts/shared-parameters.ts';
import { typeParameters } from './parts/type-parameters.ts';
import type { SecretType, Text } from './secret-type.ts';
import { lines, nothing } from './yml.ts';

/** Writes the template of one type, which deploys its function. */
export function templateOf(type: SecretType): string {
  const group = groupOf({ en: 'Function and secrets', zh: '函数与凭据' }, [
    'BundleBucket',
    ...parametersOf(type),
  ]);
  return template({
    description: type.description,
    groups: [group],
    types: [type],
    isOptional: false,
    project: `\${${type.prefix}FunctionName}`,
  });
}

/** Writes the template of all types. A function whose bundle is not named is left out of the stack. */
export function templateOfAll(types: readonly SecretType[]): string {
  return template({
    description: {
      en: 'Rotates secrets that are kept in KMS, with one function for each kind: MySQL, PostgreSQL, AccessKeys and everything else. A function whose bundle is not named is left out.',
      zh: '使用函数轮转保存在 KMS 中的凭据，每类凭据一个函数：MySQL、PostgreSQL、AccessKey 以及其他值。未填写代码包的函数不会部署。',
    },
    groups: [
      groupOf({ en: 'Code', zh: '代码' }, ['BundleBucket']),
      ...types.map((type) => groupOf(type.group, parametersOf(type))),
    ],
    types,
    isOptional: true,
    project: 'secret-rotation',
  });
}

interface Contents {
  readonly description: Text;
  readonly groups: readonly string[];
  readonly types: readonly SecretType[];
  /** Whether each function may be left out of the stack. */
  readonly isOptional: boolean;
  /** Begins the name of the project that is made for the logs. */
  readonly project: string;
}

function template({ description, groups, types, isOptional, project }: Contents): string {
  const conditionOf = ({ prefix }: SecretType) => (isOptional ? `    Condition: With${prefix}` : nothing);
  const all = lines(
    "ROSTemplateFormatVersion: '2015-09-01'",
    'Description:',
    `  en: ${scalar(description.en)}`,
    `  zh-cn: ${description.zh}`,
    'Metadata:',
    '  ALIYUN::ROS::Interface:',
    '    ParameterGroups:',
    ...groups,
    sharedGroups,
    'Parameters:',
    bundleBucket,
    ...types.map((type) => typeParameters(type, isOptional)),
    sharedParameters,
    'Conditions:',
    sharedConditions,
    ...types.map((type) => typeConditions(type, isOptional)),
    ...types.map(codeConditions),
    'Resources:',
    ...types.flatMap((type) => [
      role(type, conditionOf(type)),
      functionOf(type, conditionOf(type)),
      secret(type),
      alarms(type, conditionOf(type)),
    ]),
    logs(project),
    'Outputs:',
    ...types.map((type) => outputs(type, isOptional)),
    logProjectOutput,
  );
  return `${all}\n`;
}

/** Quotes a text that would be read as a key and its value. */
function scalar(text: string): string {
  return text.includes(': ') ? `'${text}'` : text;
}

/** The names of the parameters of a type, in the order in which they are written. */
function parametersOf(type: SecretType): readonly string[] {
  return [...typeParameters(type, false).matchAll(/^ {2}(\w+):$/gm)].map(([, name = '']) => name);
}
