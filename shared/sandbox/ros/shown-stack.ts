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

/** The parameters of a stack, those of NoEcho as stars, and what its template puts out. */
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

/** One text, also where the template has one for each language: a description is a string in every answer of ROS. */
export function descriptionOf({ Description }: Template): string | undefined {
  if (typeof Description !== 'object') return Description;
  return Description.en ?? Object.values(Description)[0];
}

/** One whose resource is not there has no value yet. */
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
