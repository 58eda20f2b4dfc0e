import { isMap, isNode, isScalar, isSeq, type Pair } from 'yaml';

/**
 * Fills the empty entries of a file written by hand with those in the same place of another one, comments included.
 * `nameOf` returns the name there of an entry. Throws where there is none.
 */
export function fill(own: unknown, from: unknown, nameOf = (name: string) => name): void {
  if (isSeq(own)) for (const [index, item] of own.items.entries()) fill(item, itemOf(from, index), nameOf);
  if (!isMap(own)) return;
  for (const pair of own.items) {
    const name = String(pair.key);
    const there = isMap(from) ? from.items.find(({ key }) => String(key) === nameOf(name)) : undefined;
    if (!isScalar(pair.value) || pair.value.value !== null) fill(pair.value, there?.value, nameOf);
    else if (there) take(pair, there);
    else throw new Error(`there is nothing to fill ${name} with`);
  }
}

const itemOf = (list: unknown, index: number) => (isSeq(list) ? list.get(index, true) : undefined);

function take(pair: Pair, there: Pair): void {
  pair.value = there.value;
  if (isNode(pair.key) && isNode(there.key) && there.key.commentBefore)
    pair.key.commentBefore ??= there.key.commentBefore;
}
