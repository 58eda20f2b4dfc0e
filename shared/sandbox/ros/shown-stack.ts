import { textOf } from '../../ros-template/functions/intrinsic.ts';
import { hiddenParameters } from '../../ros-template/parameters.ts';
import type { Resolution } from '../../ros-template/resolution.ts';
import type { Template } from '../../ros-template/template.ts';
import { TemplateError } from '../../ros-template/template-error.ts';
import type { Cloud } from '../cloud.ts';
import type { Caller } from '../operation.ts';
import { attributesAmong } from './attributes-among.ts';
import { openParameters } from './sealed.ts';
import type { Stack } from './stack.ts';
import { resolve } from './submission.ts';

/** Returns the parameters of a stack and the outputs of its template. Parameters with NoEcho are shown as asterisks. */
export function shownStack(cloud: Cloud, caller: Caller, stack: Stack, withOutputs: boolean) {
  if (stack.template === '') return { Parameters: [], Outputs: [] };
  const given = openParameters(cloud, stack, stack.sealedParameters);
  const resolution = resolve(cloud, caller, stack, stack.template, given);
  return {
    Description: stack.status === 'DELETE_COMPLETE' ? undefined : descriptionOf(resolution.template),
    Parameters: shownParameters(resolution),
    ...(withOutputs ? { Outputs: outputs(stack, resolution) } : {}),
  };
}

export function shownParameters({ template, parameters }: Resolution) {
  const hidden = hiddenParameters(template);
  return [...parameters].map(([name, value]) => ({
    ParameterKey: name,
    ParameterValue: hidden.includes(name) ? '******' : textOf(value),
  }));
}

/**
 * Returns one text, even if the template has one for each language. A description is a string in every response of ROS.
 */
export function descriptionOf({ Description }: Template): string | undefined {
  if (typeof Description !== 'object') return Description;
  return Description.en ?? Object.values(Description)[0];
}

/** Returns the outputs, or an empty list if they need a resource that does not exist yet. */
function outputs({ resources }: Stack, { template, outputs: evaluate }: Resolution) {
  try {
    return evaluate(attributesAmong(() => resources)).map(({ key, value }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: template.Outputs[key]?.Description ?? 'No description given',
    }));
  } catch (error) {
    if (error instanceof TemplateError) return [];
    throw error;
  }
}
