import * as z from 'zod';
import { wholeNumber } from '../fields.ts';

/** Parameters of a page. Source: FC "ListFunctions". */
export const paging = {
  limit: wholeNumber(1, 100).default(20),
  nextToken: z.string().max(256).optional(),
  prefix: z.string().max(128).optional(),
};

interface Given {
  readonly limit: number;
  readonly nextToken?: string | undefined;
  readonly prefix?: string | undefined;
}

/** Returns one page of items in the order of their names. The token is the name of the item that comes next. */
export function page<Item>(items: readonly Item[], nameOf: (item: Item) => string, given: Given) {
  const { limit, nextToken = '', prefix = '' } = given;
  const rest = items
    .filter((item) => nameOf(item).startsWith(prefix) && nameOf(item) >= nextToken)
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const next = rest[limit];
  return { shown: rest.slice(0, limit), fields: next === undefined ? {} : { nextToken: nameOf(next) } };
}
