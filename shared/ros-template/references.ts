import { placeholder } from './functions/texts.ts';
import { isRecord } from './record.ts';

/** Returns the name of every parameter or resource to which a value refers, by Ref, Fn::GetAtt or Fn::Sub. */
export function references(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  collect(value, found);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const part of value) collect(part, found);
  if (!isRecord(value)) return;
  for (const [key, part] of Object.entries(value)) {
    for (const name of own(key, part)) found.add(name);
    collect(part, found);
  }
}

function own(key: string, argument: unknown): readonly string[] {
  const [first] = [argument].flat();
  if (typeof first !== 'string') return [];
  if (key === 'Ref' || key === 'Fn::GetAtt') return [first];
  if (key !== 'Fn::Sub') return [];
  return [...first.matchAll(placeholder)].map(([, , name = '']) => name.split('.')[0] ?? name);
}
