import * as z from 'zod';
import { TemplateError } from '../template-error.ts';
import { eager } from './intrinsic.ts';

const List = z.array(z.unknown());
const Index = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

/** Selects an element by its place in a list or its key in a map. Refuses slices and `*`, which ROS also has. */
export const select = eager(
  'Fn::Select: [index, list, default?]',
  z.union([
    z.tuple([Index, List]).rest(z.unknown()),
    z.tuple([z.string(), z.record(z.string(), z.unknown())]).rest(z.unknown()),
  ]),
  ([index, from, ...others]) => {
    const found = new Map(Object.entries(from)).get(String(index)) ?? others[0];
    if (found === undefined) throw new TemplateError(`Fn::Select finds nothing at ${index}`);
    return found;
  },
);

export const length = eager(
  'Fn::Length: list or text',
  z.union([List, z.string(), z.record(z.string(), z.unknown()).transform(Object.keys)]),
  (given) => given.length,
);

export const listMerge = eager('Fn::ListMerge: [list, list]', z.array(List), (lists) => lists.flat(1));
