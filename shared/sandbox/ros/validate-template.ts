import * as z from 'zod';
import { readTemplate } from '../../ros-template/template.ts';
import { defineOperation } from '../operation.ts';
import { allStacksArn } from './find-stack.ts';
import { refusingTemplate } from './refusals.ts';
import { resourceType } from './resources/resource-types.ts';
import { descriptionOf } from './shown-stack.ts';

/** Checks a template without given parameters: its form, and the types of its resources. */
export const validateTemplate = defineOperation({
  action: 'ValidateTemplate',
  parameters: z.object({ RegionId: z.string().optional(), TemplateBody: z.string() }),
  resource: allStacksArn,
  perform(_, { TemplateBody }) {
    return refusingTemplate(() => {
      const template = readTemplate(TemplateBody);
      const resources = Object.entries(template.Resources).map(([id, { Type }]) => ({
        LogicalResourceIdPattern: id,
        ResourcePath: id,
        ResourceType: resourceType(Type).type,
      }));
      return {
        Description: descriptionOf(template),
        Parameters: Object.entries(template.Parameters).map(([ParameterKey, definition]) => ({
          ParameterKey,
          ...definition,
        })),
        Resources: resources,
        ResourceTypes: { Resources: [...new Set(resources.map((one) => one.ResourceType))], DataSources: [] },
        Outputs: Object.keys(template.Outputs).map((OutputKey) => ({ OutputKey })),
      };
    });
  },
});
