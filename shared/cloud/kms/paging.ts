/** Collects the pages of a listing; an empty page ends it even where the total says otherwise. */
export async function everyPage<Item>(
  fetch: (number: number) => Promise<{ readonly total: number; readonly items: readonly Item[] }>,
): Promise<Item[]> {
  const all: Item[] = [];
  for (let number = 1; ; number += 1) {
    const { total, items } = await fetch(number);
    all.push(...items);
    if (all.length >= total || items.length === 0) return all;
  }
}
