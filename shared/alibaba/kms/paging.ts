interface Page<Item> {
  /** The number of all items, by the service's own count. */
  readonly total: number;
  readonly items: readonly Item[];
}

/** Yields the pages of a listing. An empty page ends it, even if the total says otherwise. */
export async function* pages<Item>(
  fetch: (number: number) => Promise<Page<Item>>,
): AsyncGenerator<Page<Item>> {
  let seen = 0;
  for (let number = 1; ; number += 1) {
    const page = await fetch(number);
    seen += page.items.length;
    yield page;
    if (seen >= page.total || page.items.length === 0) return;
  }
}

/** Collects the pages of a listing that is known to be short. */
export async function everyPage<Item>(
  fetch: (number: number) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const { items } of pages(fetch)) all.push(...items);
  return all;
}
