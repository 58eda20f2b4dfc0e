import { renderTemplate } from '../../shared/sandbox/ros/render-template.ts';
import type { Properties } from '../../shared/sandbox/ros/template/record.ts';
import type { HouseTemplate } from './house-template.ts';
import { samples } from './samples.ts';

export const tenant = '1234567890123456';
export const region = 'cn-hangzhou';

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
  const logs = ([name]: readonly [string, string]) => name !== 'LogProject';
  return [
    { title: 'least', resources: render(text, sampled(least)) },
    { title: 'most', resources: render(text, sampled(most)) },
    { title: 'most, other choices', resources: render(text, new Map([...sampled(most), ...others])) },
    { title: 'most, own logs', resources: render(text, new Map([...sampled(most)].filter(logs))) },
  ];
}

export function render(text: string, parameters: ReadonlyMap<string, string>): readonly RenderedResource[] {
  return renderTemplate({
    template: text,
    parameters: Object.fromEntries(parameters),
    pseudo: {
      'ALIYUN::StackName': 'rotation',
      'ALIYUN::StackId': '4a6c9851-3b0f-4f5f-b4ca-a14bf691f2ff',
      'ALIYUN::Region': region,
      'ALIYUN::AccountId': '987654321',
      'ALIYUN::TenantId': tenant,
    },
    attributeOf: (resource, attribute = 'Id') => `${resource}-${attribute}`.toLowerCase(),
  });
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
