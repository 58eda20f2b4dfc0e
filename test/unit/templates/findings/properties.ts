import { isRecord } from '../../../../shared/ros-template/record.ts';
import type { PropertyTable } from '../resource-type.ts';
import { resourceTypes } from '../resource-types.ts';
import type { Check } from './check.ts';

/** Types that exist, properties that exist, and values that the vendor's own rules let pass in each rendering. */
export const properties: Check = ({ Resources }, renderings) => [
  ...Object.entries(Resources).flatMap(([id, { Type, Properties }]) => {
    const type = resourceTypes.get(Type);
    return type ? unknown(Properties, type.properties, id) : [`${id}: there is no type ${Type}`];
  }),
  ...renderings.flatMap(({ title, resources }) =>
    resources.flatMap(({ id, type, properties: given }) =>
      (resourceTypes.get(type)?.complaints(given) ?? []).map((what) => `${id} (${title}): ${what}`),
    ),
  ),
];

/** In every branch of a function, whether it comes to be or not. */
function unknown(value: unknown, table: PropertyTable, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => unknown(item, table, path));
  if (!isRecord(value)) return [];
  const branches = branchesOf(value);
  if (branches) return branches.flatMap((branch) => unknown(branch, table, path));
  return Object.entries(value).flatMap(([name, part]) => {
    const fact = table.get(name);
    if (!fact) return [`${path}.${name}: there is no such property`];
    return fact.nested ? unknown(part, fact.nested, `${path}.${name}`) : [];
  });
}

/** Nothing where it is no function. */
function branchesOf(value: Readonly<Record<string, unknown>>): readonly unknown[] | undefined {
  const [[name = '', argument] = []] = Object.entries(value);
  if (name !== 'Ref' && !name.startsWith('Fn::')) return undefined;
  if (!Array.isArray(argument)) return [];
  if (name === 'Fn::If') return argument.slice(1);
  return name === 'Fn::ListMerge' ? argument : [];
}
