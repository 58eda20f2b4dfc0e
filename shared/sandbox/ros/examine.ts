import type { AttributeOf, Resolution } from '../../ros-template/resolution.ts';
import { TemplateError } from '../../ros-template/template-error.ts';
import { resourceType } from './resources/resource-types.ts';

/**
 * Looks at everything that can be told before anything is made: types, properties, attributes, outputs. Throws
 * TemplateError.
 */
export function examine(resolution: Resolution): void {
  const types = new Map(resolution.resources.map(({ id, type }) => [id, type]));
  const attributeOf: AttributeOf = (resource, attribute) => {
    const type = types.get(resource);
    if (type !== undefined && attribute !== undefined && !resourceType(type).attributes.includes(attribute))
      throw new TemplateError(`${resource} has no attribute ${attribute}`, 'InvalidTemplateAttribute');
    return placeholderOf(resource, attribute);
  };
  for (const { id, type, properties } of resolution.resources)
    resourceType(type).check(id, properties(attributeOf));
  resolution.outputs(attributeOf);
}

/** Stands for what is not known before a resource is made. */
export const placeholderOf = (resource: string, attribute: string | undefined) =>
  `{${resource}${attribute === undefined ? '' : `.${attribute}`}}`;
