import * as z from 'zod';
import { wholeNumber } from '../fields.ts';

export const paging = {
  Marker: z.string().max(256).optional(),
  MaxItems: wholeNumber(1, 1_000).default(100),
};

interface Given {
  readonly Marker?: string | undefined;
  readonly MaxItems: number;
}

/** Returns one page of items in the order of their names. The marker is the last name of the previous page. */
export function page<Item extends { readonly name: string }>(items: readonly Item[], given: Given) {
  const { Marker: marker, MaxItems: most } = given;
  const rest = items
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .filter(({ name }) => marker === undefined || name > marker);
  const shown = rest.slice(0, most);
  const truncated = rest.length > most;
  return {
    shown,
    fields: { IsTruncated: truncated, ...(truncated ? { Marker: shown.at(-1)?.name } : {}) },
  };
}
