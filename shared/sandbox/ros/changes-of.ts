import { isRecord } from '../../ros-template/record.ts';
import { references } from '../../ros-template/references.ts';
import type { AttributeOf, Resolution, WantedResource } from '../../ros-template/resolution.ts';
import { TemplateError } from '../../ros-template/template-error.ts';
import type { Cloud } from '../cloud.ts';
import type { Caller } from '../operation.ts';
import { attributesAmong } from './attributes-among.ts';
import type { Change } from './change-set.ts';
import { placeholderOf } from './examine.ts';
import { resourceType } from './resources/resource-types.ts';
import { sameValue } from './same-value.ts';
import { openParameters, openProperties } from './sealed.ts';
import type { Stack, StackResource } from './stack.ts';
import { resolve } from './submission.ts';

type Detail = Change['ResourceChange']['Details'][number];

/** Returns the changes that lead from the current stack to the wanted one. */
export function changesOf(cloud: Cloud, caller: Caller, stack: Stack, wanted: Resolution): Change[] {
  const changedParameters = parametersChanged(cloud, caller, stack, wanted);
  const changes = wanted.resources.flatMap((one): Change[] => {
    const known = stack.resources.find(({ id }) => id === one.id);
    if (known?.physicalId === undefined) return [added(one)];
    if (known.type !== one.type) return [removed(known), added(one)];
    const names = changedNames(cloud, stack, known, one);
    if (names.length === 0) return [];
    return [
      modified(
        known,
        names.map((name) => detail(stack, wanted, one, name, changedParameters)),
      ),
    ];
  });
  const gone = stack.resources.filter(({ id }) => !wanted.resources.some((one) => one.id === id));
  return [...changes, ...gone.toReversed().map(removed)];
}

const added = ({ id, type }: WantedResource): Change => ({
  Type: 'Resource',
  ResourceChange: { Action: 'Add', LogicalResourceId: id, ResourceType: type, Scope: [], Details: [] },
});

const removed = ({ id, type, physicalId }: StackResource): Change => ({
  Type: 'Resource',
  ResourceChange: {
    Action: 'Remove',
    LogicalResourceId: id,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    Scope: [],
    Details: [],
  },
});

const modified = ({ id, type, physicalId }: StackResource, Details: Detail[]): Change => ({
  Type: 'Resource',
  ResourceChange: {
    Action: 'Modify',
    LogicalResourceId: id,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    Replacement: Details.some(({ Target }) => Target.RequiresRecreation === 'Always') ? 'True' : 'False',
    Scope: ['Properties'],
    Details,
  },
});

function changedNames(cloud: Cloud, stack: Stack, known: StackResource, wanted: WantedResource): string[] {
  const before = openProperties(cloud, stack, known.sealedProperties);
  const after = wanted.properties(knownOrNot(stack));
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !sameValue(before[name], after[name]));
}

function knownOrNot({ resources }: Stack): AttributeOf {
  const attributeOf = attributesAmong(() => resources);
  return (resource, attribute) => {
    try {
      return attributeOf(resource, attribute);
    } catch (error) {
      if (error instanceof TemplateError) return placeholderOf(resource, attribute);
      throw error;
    }
  };
}

/** Returns why a property changes: by a parameter, by a resource that does not exist yet, or in the template itself. */
function detail(
  stack: Stack,
  { template }: Resolution,
  { id, type }: WantedResource,
  name: string,
  changedParameters: ReadonlySet<string>,
): Detail {
  const properties = template.Resources[id]?.Properties;
  const named = references(isRecord(properties) ? properties[name] : undefined);
  const parameter = [...named].find((one) => changedParameters.has(one));
  const isMade = (one: string) => stack.resources.some((known) => known.id === one);
  const resource = [...named].find((one) => Object.hasOwn(template.Resources, one) && !isMade(one));
  const requires = resourceType(type).fixed.includes(name) ? 'Always' : 'Never';
  const cause = parameter ?? resource;
  return {
    ChangeSource: parameter ? 'ParameterReference' : resource ? 'ResourceReference' : 'DirectModification',
    ...(cause === undefined ? {} : { CausingEntity: cause }),
    Evaluation: resource !== undefined && parameter === undefined ? 'Dynamic' : 'Static',
    Target: { Attribute: 'Properties', Name: name, RequiresRecreation: requires },
  };
}

function parametersChanged(
  cloud: Cloud,
  caller: Caller,
  stack: Stack,
  wanted: Resolution,
): ReadonlySet<string> {
  if (stack.template === '') return new Set();
  const given = openParameters(cloud, stack, stack.sealedParameters);
  const { parameters: before } = resolve(cloud, caller, stack, stack.template, given);
  return new Set(
    [...wanted.parameters].flatMap(([name, value]) => (sameValue(before.get(name), value) ? [] : [name])),
  );
}
