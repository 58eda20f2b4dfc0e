import type { Parameters } from './operation.ts';
import { Refusal } from './refusal.ts';

const numbered = /^([A-Za-z]+)\.(\d{1,4})(?:\.([A-Za-z]+))?$/;

type Item = string | Map<string, string>;

/** Converts `ResourceId.1` to a list of texts, and `Tag.1.Key` to a list of objects. Gaps in the numbers are closed. */
export function gatherNumbered(given: ReadonlyMap<string, string>): Parameters {
  const lists = new Map<string, Map<number, Item>>();
  const plain: [string, string][] = [];
  for (const [name, value] of given) {
    const [, list, number, field] = numbered.exec(name) ?? [];
    if (list === undefined) plain.push([name, value]);
    else add(lists, list, Number(number), field, value);
  }
  return Object.fromEntries([
    ...plain,
    ...[...lists].map(([name, items]): [string, unknown] => [name, inOrder(items)]),
  ]);
}

function add(
  lists: Map<string, Map<number, Item>>,
  list: string,
  number: number,
  field: string | undefined,
  value: string,
): void {
  const items = lists.get(list) ?? new Map<number, Item>();
  lists.set(list, items);
  const item = items.get(number);
  if (field === undefined) items.set(number, value);
  else if (item === undefined) items.set(number, new Map([[field, value]]));
  else if (typeof item === 'string')
    throw new Refusal(400, 'InvalidParameter', 'A numbered parameter is both a text and an object.');
  else item.set(field, value);
}

function inOrder(items: Map<number, Item>): unknown[] {
  return [...items]
    .sort(([a], [b]) => a - b)
    .map(([, item]) => (typeof item === 'string' ? item : Object.fromEntries(item)));
}
