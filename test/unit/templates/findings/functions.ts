import * as z from 'zod';
import { isRecord } from '../../../../shared/ros-template/record.ts';
import type { Check } from './check.ts';

const Value = z.unknown();
/** A text, or a function that comes to one. */
const Text = z.union([z.string(), z.record(z.string(), Value)]);
const List = z.union([z.array(Value), z.record(z.string(), Value)]);
const Condition = z.union([z.string(), z.record(z.string(), Value)]);

/** Functions as ROS "Function index" has them, in the one spelling of this house. */
const shapes: Readonly<Record<string, z.ZodType>> = {
  Ref: z.string(),
  'Fn::GetAtt': z.tuple([z.string(), z.string()]),
  'Fn::Sub': z.union([z.string(), z.tuple([z.string(), z.record(z.string(), Value)])]),
  'Fn::Join': z.tuple([z.string(), List]),
  'Fn::Split': z.tuple([z.string().min(1), Text]),
  'Fn::Replace': z.tuple([z.record(z.string().min(1), Text), Text]),
  'Fn::Select': z.tuple([z.string().regex(/^\d+$/), List]),
  'Fn::ListMerge': z.array(List).min(2),
  'Fn::If': z.tuple([z.string(), Value, Value]),
  'Fn::Equals': z.tuple([Value, Value]),
  'Fn::Not': z.tuple([Condition]),
  'Fn::And': z.array(Condition).min(2).max(10),
  'Fn::Or': z.array(Condition).min(2).max(10),
};

/** Functions that exist, with arguments of the right shape, each alone in its map. */
export const functions: Check = ({ Conditions, Resources, Outputs }) => [
  ...misused(Conditions, 'Conditions'),
  ...Object.entries(Resources).flatMap(([id, { Properties }]) => misused(Properties, id)),
  ...Object.entries(Outputs).flatMap(([id, { Value: value }]) => misused(value, id)),
];

function misused(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => misused(item, `${path}.${index}`));
  if (!isRecord(value)) return [];
  const entries = Object.entries(value);
  return entries.flatMap(([key, part]) => {
    const below = misused(part, `${path}.${key}`);
    if (key !== 'Ref' && !key.startsWith('Fn::')) return below;
    const shape = shapes[key];
    if (!shape) return [`${path}: there is no function ${key}`];
    if (entries.length > 1) return [`${path}: ${key} does not stand alone`];
    return shape.safeParse(part).success ? below : [`${path}: ${key} is given what it does not take`];
  });
}
