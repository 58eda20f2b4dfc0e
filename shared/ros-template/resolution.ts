import { evaluate } from './evaluate.ts';
import { truth } from './functions/conditions.ts';
import type { Scope } from './functions/intrinsic.ts';
import { type GivenParameters, resolveParameters } from './parameters.ts';
import { isRecord, type Properties } from './record.ts';
import { references } from './references.ts';
import type { ResourceDefinition, Template } from './template.ts';
import { TemplateError } from './template-error.ts';

/** The parameters that ROS itself sets, about the stack and its maker. Source: ROS "Pseudo parameters". */
export interface PseudoParameters {
  readonly 'ALIYUN::StackName': string;
  readonly 'ALIYUN::StackId': string;
  readonly 'ALIYUN::Region': string;
  /** The account that acts. */
  readonly 'ALIYUN::AccountId': string;
  /** The account that owns everything. */
  readonly 'ALIYUN::TenantId': string;
  readonly 'ALIYUN::ResourceGroupId'?: string;
}

/** Returns an attribute of a resource, or its physical id if no attribute is named. */
export type AttributeOf = (resource: string, attribute: string | undefined) => unknown;

/** A resource of a template whose condition holds. */
export interface WantedResource {
  readonly id: string;
  readonly type: string;
  readonly deletionPolicy: 'Delete' | 'Retain';
  /** The ids of the resources that must exist before it. */
  readonly dependsOn: readonly string[];
  /** Evaluates the properties. Throws TemplateError. */
  properties(attributeOf: AttributeOf): Properties;
}

/** A template with its parameters: the wanted resources, in the order in which they can be made. */
export interface Resolution {
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly resources: readonly WantedResource[];
  outputs(attributeOf: AttributeOf): readonly { readonly key: string; readonly value: unknown }[];
}

/** Resolves a template with the given parameters. Throws TemplateError. */
export function resolveTemplate(
  template: Template,
  given: GivenParameters,
  pseudo: PseudoParameters,
): Resolution {
  const parameters = resolveParameters(template, given);
  const known = new Map<string, unknown>([...Object.entries(pseudo), ...parameters]);
  const holds = conditions(template, known);
  const wanted = Object.entries(template.Resources).filter(
    ([, { Condition }]) => !Condition || holds(Condition),
  );
  const scope = (attributeOf: AttributeOf): Scope => ({
    parameters: known,
    mappings: template.Mappings,
    holds,
    attributeOf: (resource, attribute) => {
      if (!wanted.some(([id]) => id === resource))
        throw new TemplateError(`there is no ${resource}`, 'InvalidTemplateReference');
      return attributeOf(resource, attribute);
    },
  });
  const resources = wanted.map(([id, definition]) => wantedResource(id, definition, wanted, scope));
  return {
    template,
    parameters,
    resources: inOrder(resources),
    outputs: (attributeOf) =>
      Object.entries(template.Outputs)
        .filter(([, { Condition }]) => !Condition || holds(Condition))
        .map(([key, { Value }]) => ({ key, value: evaluate(Value, scope(attributeOf)) })),
  };
}

function conditions({ Conditions, Mappings }: Template, parameters: ReadonlyMap<string, unknown>) {
  const underWay = new Set<string>();
  const scope: Scope = {
    parameters,
    mappings: Mappings,
    holds,
    attributeOf: (name) => {
      throw new TemplateError(`a condition speaks of ${name}, which is no parameter`);
    },
  };
  function holds(name: string): boolean {
    if (!Object.hasOwn(Conditions, name)) throw new TemplateError(`there is no condition ${name}`);
    if (underWay.has(name)) throw new TemplateError(`the condition ${name} depends on itself`);
    underWay.add(name);
    try {
      return truth(Conditions[name], scope, (value) => evaluate(value, scope));
    } finally {
      underWay.delete(name);
    }
  }
  return holds;
}

function wantedResource(
  id: string,
  { Type, Properties, DependsOn, DeletionPolicy }: ResourceDefinition,
  wanted: readonly (readonly [string, ResourceDefinition])[],
  scope: (attributeOf: AttributeOf) => Scope,
): WantedResource {
  const named = new Set([...DependsOn, ...references(Properties)]);
  return {
    id,
    type: Type,
    deletionPolicy: DeletionPolicy,
    dependsOn: wanted.flatMap(([other]) => (named.has(other) ? [other] : [])),
    properties: (attributeOf) => {
      const properties = evaluate(Properties, scope(attributeOf));
      if (isRecord(properties)) return properties;
      throw new TemplateError(`the properties of ${id} are no map`);
    },
  };
}

/** Sorts resources: each comes after those that it depends on, and otherwise as written. Throws TemplateError. */
function inOrder(resources: readonly WantedResource[]): WantedResource[] {
  const done: WantedResource[] = [];
  const visit = (resource: WantedResource, trail: readonly string[]): void => {
    const { id, dependsOn } = resource;
    if (trail.includes(id))
      throw new TemplateError(
        `resources depend on each other: ${[...trail, id].join(', ')}`,
        'CircularDependency',
      );
    if (done.includes(resource)) return;
    for (const other of resources) if (dependsOn.includes(other.id)) visit(other, [...trail, id]);
    done.push(resource);
  };
  for (const resource of resources) visit(resource, []);
  return done;
}
