import { cloudflowOf } from './cloudflow.ts';
import { devsFileOf } from './devs-file.ts';
import { exampleOf } from './example.ts';
import { secretTypes } from './secret-types.ts';
import { templateOf, templateOfAll } from './template.ts';
import { variablesOf } from './terraform/variables.ts';

const ofTypes = new Map(secretTypes.map((type) => [type.name, templateOf(type)]));
const mysql = ofTypes.get('rds-mysql') ?? '';

/** The files of `templates/` that are written from these sources, by name. */
export const written: ReadonlyMap<string, string> = new Map([
  ...[...ofTypes].map(([name, text]) => [`${name}.yml`, text] as const),
  ['all.yml', templateOfAll(secretTypes)],
  ['cloudflow.yml', cloudflowOf(mysql)],
  ['example.yml', exampleOf(mysql)],
  ['s.yaml', devsFileOf(mysql)],
  ['terraform/variables.tf', variablesOf(secretTypes)],
]);
