import type { AttributeOf, Resolution } from '../../ros-template/resolution.ts';
import { TemplateError } from '../../ros-template/template-error.ts';
import { resourceType } from './resources/resource-types.ts';

/**
 * Checks everything that is known before anything is created: types, properties, attributes, outputs. Throws
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

/** Returns a placeholder for a value that is unknown until a resource is created. */
export const placeholderOf = (resource: string, attribute: string | undefined) =>
  `{${resource}${attribute === undefined ? '' : `.${attribute}`}}`;
