import type { AttributeOf } from '../../ros-template/resolution.ts';
import { TemplateError } from '../../ros-template/template-error.ts';
import type { StackResource } from './stack.ts';

/** Returns a function that reads the attributes of those resources of a stack that exist. */
export function attributesAmong(resources: () => readonly StackResource[]): AttributeOf {
  return (id, attribute) => {
    const found = resources().find((one) => one.id === id);
    if (found?.physicalId === undefined) throw new TemplateError(`${id} is not there`);
    return attribute === undefined ? found.physicalId : found.attributes[attribute];
  };
}
