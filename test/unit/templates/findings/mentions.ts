import { isRecord } from '../../../../shared/ros-template/record.ts';

/** Where a value names a parameter, a resource or a condition. */
export type Mention =
  | {
      readonly kind: 'value';
      readonly name: string;
      /** Of a resource; absent where a parameter or the resource itself is meant. */
      readonly attribute: string | undefined;
      readonly path: string;
      /** Conditions without which this place does not come to be. */
      readonly given: readonly string[];
    }
  | { readonly kind: 'condition'; readonly name: string; readonly path: string };

const placeholder = /\$\{([^!}][^}]*)\}/g;

/** All that a value names by Ref, Fn::GetAtt, Fn::Sub and Fn::If. */
export function mentions(value: unknown, path: string, given: readonly string[] = []): readonly Mention[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => mentions(item, `${path}.${index}`, given));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => [
    ...own(key, part, path, given),
    ...below(key, part, path, given),
  ]);
}

function own(key: string, part: unknown, path: string, given: readonly string[]): readonly Mention[] {
  const named = (name: string, attribute?: string): Mention => ({
    kind: 'value',
    name,
    attribute,
    path,
    given,
  });
  const [first, second] = [part].flat();
  if (typeof first !== 'string') return [];
  if (key === 'Ref') return [named(first)];
  if (key === 'Fn::GetAtt') return [named(first, String(second))];
  if (key === 'Fn::If') return [{ kind: 'condition', name: first, path }];
  if (key !== 'Fn::Sub') return [];
  const local = isRecord(second) ? Object.keys(second) : [];
  return [...first.matchAll(placeholder)]
    .map(([, name = '']) => name)
    .filter((name) => !local.includes(name))
    .map((name) => {
      const [resource = '', attribute] = name.split('.');
      return named(resource, attribute);
    });
}

/** The second argument of an Fn::If is there only where its condition holds. */
function below(key: string, part: unknown, path: string, given: readonly string[]): readonly Mention[] {
  if (key !== 'Fn::If' || !Array.isArray(part)) return mentions(part, `${path}.${key}`, given);
  const [condition, then, otherwise] = part;
  return [
    ...mentions(then, `${path}.${key}`, [...given, String(condition)]),
    ...mentions(otherwise, `${path}.${key}`, given),
  ];
}
