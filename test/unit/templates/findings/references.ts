import { isRecord } from '../../../../shared/ros-template/record.ts';
import type { HouseTemplate } from '../../../support/templates/house-template.ts';
import { resourceTypes } from '../resource-types.ts';
import type { Check } from './check.ts';
import { type Mention, mentions } from './mentions.ts';

const pseudo = ['StackName', 'StackId', 'Region', 'AccountId', 'TenantId', 'ResourceGroupId', 'NoValue'].map(
  (name) => `ALIYUN::${name}`,
);

/** Names that exist, attributes that exist, nothing named that may not be there, and nothing that nobody names. */
export const references: Check = (template) => {
  const all = mentioned(template);
  return [
    ...all.flatMap((mention) => broken(template, mention)),
    ...absent(template),
    ...unused(template, all),
    ...fromConditions(template),
  ];
};

function mentioned({ Resources, Outputs }: HouseTemplate): readonly Mention[] {
  const held = (condition: string | undefined) => (condition === undefined ? [] : [condition]);
  return [
    ...Object.entries(Resources).flatMap(([id, { Properties, Condition }]) =>
      mentions(Properties, id, held(Condition)),
    ),
    ...Object.entries(Outputs).flatMap(([id, { Value, Condition }]) => mentions(Value, id, held(Condition))),
  ];
}

function broken(template: HouseTemplate, mention: Mention): readonly string[] {
  const { name, path } = mention;
  if (mention.kind === 'condition')
    return name in template.Conditions ? [] : [`${path}: there is no condition ${name}`];
  const resource = template.Resources[name];
  if (!resource) {
    const known = name in template.Parameters || pseudo.includes(name);
    return known && mention.attribute === undefined ? [] : [`${path}: there is no ${name}`];
  }
  const { attribute, given } = mention;
  const attributes = resourceTypes.get(resource.Type)?.attributes ?? [];
  if (attribute !== undefined && !attributes.includes(attribute))
    return [`${path}: ${name} has ${attributes.join(', ')}, and no ${attribute}`];
  if (resource.Condition === undefined || implied(template, given).includes(resource.Condition)) return [];
  return [`${path}: ${name} may not be there, since it is made only ${resource.Condition}`];
}

/** A condition that is an Fn::And holds only where its parts do. */
function implied({ Conditions }: HouseTemplate, given: readonly string[]): readonly string[] {
  return given.flatMap((name) => {
    const condition = Conditions[name];
    const parts = isRecord(condition) ? condition['Fn::And'] : undefined;
    const named = Array.isArray(parts) ? parts.filter((part) => typeof part === 'string') : [];
    return [name, ...named];
  });
}

function absent({ Resources, Conditions, Outputs }: HouseTemplate): readonly string[] {
  const parts = [...Object.entries(Resources), ...Object.entries(Outputs)];
  return [
    ...parts.flatMap(([id, { Condition }]) =>
      Condition === undefined || Condition in Conditions ? [] : [`${id}: there is no condition ${Condition}`],
    ),
    ...Object.entries(Resources).flatMap(([id, { DependsOn }]) =>
      DependsOn.filter((other) => !(other in Resources)).map(
        (other) => `${id}: it depends on ${other}, which is not there`,
      ),
    ),
  ];
}

function fromConditions({ Conditions, Parameters }: HouseTemplate): readonly string[] {
  return mentions(Conditions, 'Conditions').flatMap(({ name, path }) =>
    name in Parameters ? [] : [`${path}: ${name} is no parameter`],
  );
}

function unused(
  { Parameters, Conditions, Resources, Outputs }: HouseTemplate,
  all: readonly Mention[],
): readonly string[] {
  const text = JSON.stringify(Conditions);
  const named = new Set([...all, ...mentions(Conditions, 'Conditions')].map(({ name }) => name));
  const held = [...Object.values(Resources), ...Object.values(Outputs)].map(({ Condition }) => Condition);
  return [
    ...Object.keys(Parameters)
      .filter((name) => !named.has(name))
      .map((name) => `${name}: nobody uses the parameter`),
    ...Object.keys(Conditions)
      .filter((name) => !named.has(name) && !held.includes(name) && !text.includes(`"${name}",`))
      .map((name) => `${name}: nobody uses the condition`),
  ];
}
