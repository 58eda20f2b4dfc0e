import { secretTypes } from './secret-types.ts';
import { templateOf, templateOfAll } from './template.ts';

/** The files of `templates/` that are written from these sources, by name. */
export const written: ReadonlyMap<string, string> = new Map([
  ...secretTypes.map((type) => [`${type.name}.yml`, templateOf(type)] as const),
  ['all.yml', templateOfAll(secretTypes)] as const,
]);
