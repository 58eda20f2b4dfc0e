import { placeholder } from '../functions/texts.ts';
import { isRecord } from './record.ts';

/** Every name that a value refers to, of a parameter or a resource: by Ref, Fn::GetAtt or Fn::Sub. */
export function references(value: unknown): ReadonlySet<string> {
  if (Array.isArray(value)) return union(value.map(references));
  if (!isRecord(value)) return new Set();
  return union(Object.entries(value).map(([key, part]) => union([own(key, part), references(part)])));
}

function own(key: string, argument: unknown): ReadonlySet<string> {
  const [first] = [argument].flat();
  if (typeof first !== 'string') return new Set();
  if (key === 'Ref' || key === 'Fn::GetAtt') return new Set([first]);
  if (key !== 'Fn::Sub') return new Set();
  return new Set([...first.matchAll(placeholder)].map(([, , name = '']) => name.split('.')[0] ?? name));
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}
