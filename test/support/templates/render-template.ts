import type { GivenParameters } from '../../../shared/ros-template/parameters.ts';
import type { Properties } from '../../../shared/ros-template/record.ts';
import {
  type AttributeOf,
  type PseudoParameters,
  resolveTemplate,
} from '../../../shared/ros-template/resolution.ts';
import { readTemplate } from '../../../shared/ros-template/template.ts';

interface Rendering {
  /** YAML or JSON. */
  readonly template: string;
  readonly parameters: GivenParameters;
  readonly pseudo: PseudoParameters;
  /** What resources would be known by, once they were there. */
  readonly attributeOf: AttributeOf;
}

interface RenderedResource {
  readonly id: string;
  readonly type: string;
  readonly deletionPolicy: 'Delete' | 'Retain';
  readonly properties: Properties;
}

/** The resources a template comes to, in the order of their creation, with no cloud at hand. Throws TemplateError. */
export function renderTemplate({
  template,
  parameters,
  pseudo,
  attributeOf,
}: Rendering): readonly RenderedResource[] {
  return resolveTemplate(readTemplate(template), parameters, pseudo).resources.map(
    ({ id, type, deletionPolicy, properties }) => ({
      id,
      type,
      deletionPolicy,
      properties: properties(attributeOf),
    }),
  );
}
