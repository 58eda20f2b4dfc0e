import type { Properties } from '../../../shared/ros-template/record.ts';
import { resolveTemplate } from '../../../shared/ros-template/resolution.ts';
import { readTemplate, type Template } from '../../../shared/ros-template/template.ts';
import type { HouseTemplate } from './house-template.ts';
import { samples } from './samples.ts';

export interface RenderedResource {
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
}

/** What a template comes to with some parameters. */
export interface Rendering {
  readonly title: string;
  readonly resources: readonly RenderedResource[];
}

/** With nothing that may be left out, with everything, and with the other choice wherever there are choices. */
export function renderings(text: string, { Parameters }: HouseTemplate): readonly Rendering[] {
  const names = Object.keys(Parameters);
  const least = names.filter((name) => Parameters[name]?.Default === undefined);
  const most = names.filter((name) => name in samples);
  const others = names.flatMap((name): [string, string][] => {
    const { AllowedValues, Type, Default } = Parameters[name] ?? {};
    const choices = Type === 'Boolean' ? [true, false] : AllowedValues;
    const other = choices?.findLast((choice) => choice !== Default);
    return other === undefined ? [] : [[name, String(other)]];
  });
  const template = readTemplate(text);
  const logs = ([name]: readonly [string, string]) => name !== 'LogProject';
  return [
    { title: 'least', resources: resolved(template, sampled(least)) },
    { title: 'most', resources: resolved(template, sampled(most)) },
    { title: 'most, other choices', resources: resolved(template, new Map([...sampled(most), ...others])) },
    { title: 'most, own logs', resources: resolved(template, new Map([...sampled(most)].filter(logs))) },
  ];
}

export const render = (text: string, parameters: ReadonlyMap<string, string>) =>
  resolved(readTemplate(text), parameters);

function resolved(template: Template, parameters: ReadonlyMap<string, string>): readonly RenderedResource[] {
  const pseudo = {
    'ALIYUN::StackName': 'rotation',
    'ALIYUN::StackId': '4a6c9851-3b0f-4f5f-b4ca-a14bf691f2ff',
    'ALIYUN::Region': 'cn-hangzhou',
    'ALIYUN::AccountId': '987654321',
    'ALIYUN::TenantId': '1234567890123456',
  };
  const attributeOf = (resource: string, attribute = 'Id') => `${resource}-${attribute}`.toLowerCase();
  return resolveTemplate(template, Object.fromEntries(parameters), pseudo).resources.map(
    ({ id, type, properties }) => ({ id, type, properties: properties(attributeOf) }),
  );
}

/** Throws where somebody has added a parameter and given no sample of it. */
function sampled(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    names.map((name): [string, string] => {
      const sample = samples[name];
      if (sample === undefined) throw new Error(`${name} has no default, and no sample`);
      return [name, sample];
    }),
  );
}
