import { wholeNumber } from '../fields.ts';

export const PageNumber = wholeNumber(1, 999_999_999).default(1);

/**
 * Returns a schema for the size of a page. The maximum is that of ListSecrets; those of the other operations are not
 * documented.
 */
export const pageSize = (usual: number) => wholeNumber(1, 100).default(usual);

export function page<Item>(items: readonly Item[], given: { PageNumber: number; PageSize: number }) {
  const start = (given.PageNumber - 1) * given.PageSize;
  return {
    items: items.slice(start, start + given.PageSize),
    fields: { PageNumber: given.PageNumber, PageSize: given.PageSize, TotalCount: items.length },
  };
}
