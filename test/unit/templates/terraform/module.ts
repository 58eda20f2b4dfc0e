import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import * as z from 'zod';
import { evaluate, type Lookup } from './expression.ts';

const folder = join(import.meta.dirname, '../../../../templates/terraform');

export type Files = Readonly<Record<'main.tf' | 'variables.tf' | 'outputs.tf', string>>;

const read = (name: string) => readFileSync(join(folder, name), 'utf8');
export const files: Files = {
  'main.tf': read('main.tf'),
  'variables.tf': read('variables.tf'),
  'outputs.tf': read('outputs.tf'),
};

const Block = z.record(z.string(), z.unknown());
const Named = z.record(z.string(), z.tuple([Block]));

const Module = z.object({
  variable: Named,
  locals: z.tuple([Block]),
  resource: z.record(z.string(), Named),
  data: z.record(z.string(), Named),
  output: Named,
});
export type Module = z.output<typeof Module>;

/** The module as HashiCorp's own parser reads it; throws where that does not. */
export async function readModule(given: Files = files): Promise<Module> {
  const parsed = await Promise.all(Object.entries(given).map(([name, text]) => parse(name, text)));
  return Module.parse(Object.assign({}, ...parsed));
}

/** What names mean to a module that is given some variables, in the account of the other templates' tests. */
export function lookupIn(module: Module, given: Readonly<Record<string, unknown>>): Lookup {
  const lookup: Lookup = async ([root = '', name = '', ...rest]) => {
    if (root === 'var') return at(given[name] ?? module.variable[name]?.[0].default, rest, `var.${name}`);
    if (root === 'local') return await evaluate(module.locals[0][name], lookup);
    const path = [root, name, ...rest].join('.');
    if (path === 'data.alicloud_account.current.id') return '1234567890123456';
    if (path === 'data.alicloud_regions.current.regions.0.id') return 'cn-hangzhou';
    if (module.resource[root]?.[name]) return path;
    throw new Error(`${path} is not there`);
  };
  return lookup;
}

function at(value: unknown, rest: readonly string[], path: string): unknown {
  const found = rest.reduce(
    (one: unknown, index) => (Array.isArray(one) ? one[Number(index)] : undefined),
    value,
  );
  if (found === undefined) throw new Error(`${path} has no value`);
  return found;
}
