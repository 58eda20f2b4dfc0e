import { wholeNumber } from '../fields.ts';

export const paging = {
  PageNumber: wholeNumber(1, 999_999_999).default(1),
  PageSize: wholeNumber(1, 50).default(10),
};

export function page<Item>(items: readonly Item[], given: { PageNumber: number; PageSize: number }) {
  const { PageNumber, PageSize } = given;
  const start = (PageNumber - 1) * PageSize;
  return {
    items: items.slice(start, start + PageSize),
    fields: { PageNumber, PageSize, TotalCount: items.length },
  };
}
