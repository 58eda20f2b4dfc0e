import { getReferencesInExpression } from '@cdktf/hcl2json';
import * as z from 'zod';
import { type Arguments, facts } from './facts.ts';
import type { Files, Module } from './module.ts';

/** What Terraform itself knows of every resource. */
const meta = ['count', 'depends_on', 'for_each', 'lifecycle', 'provider', 'dynamic'];

const Block = z.record(z.string(), z.unknown());
const Blocks = z.array(Block);
const Dynamic = z.record(
  z.string(),
  z.tuple([z.object({ for_each: z.string(), content: z.tuple([Block]) })]),
);
const Rotated = z.object({ lifecycle: z.tuple([z.object({ ignore_changes: z.array(z.string()) })]) });

/** What the provider would turn down, and what would put an old value back. */
export async function flaws(module: Module, files: Files): Promise<readonly string[]> {
  const resources = Object.entries(module.resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, [block]]) => ({ type, path: `${type}.${name}`, block })),
  );
  return [
    ...resources.flatMap(({ type, path, block }) => {
      const known = facts[type];
      return known ? argumentFlaws(block, known, path) : [`there is no resource ${type}`];
    }),
    ...resources
      .filter(({ type }) => type === 'alicloud_kms_secret')
      .flatMap(({ path, block }) => [...valueFlaws(path, block), ...stateFlaws(module, path, block)]),
    ...(await nameFlaws(module, files)),
  ];
}

function argumentFlaws(
  block: Readonly<Record<string, unknown>>,
  known: Arguments,
  path: string,
): readonly string[] {
  const { dynamic, ...fixed } = block;
  const nested = Object.entries(Dynamic.parse(dynamic ?? {})).map(
    ([name, [{ content }]]) => [name, content] as const,
  );
  const given = [...Object.entries(fixed), ...nested.map(([name, [content]]) => [name, [content]] as const)];
  const names = given.map(([name]) => name);
  const missing = Object.entries(known).filter(([name, fact]) => fact === true && !names.includes(name));
  return [
    ...missing.map(([name]) => `${path} has no ${name}`),
    ...given.flatMap(([name, value]) => {
      const fact = known[name];
      if (fact === undefined) return meta.includes(name) ? [] : [`${path} knows no ${name}`];
      if (typeof fact === 'boolean') return [];
      return Blocks.parse(value).flatMap((inner) => argumentFlaws(inner, fact, `${path}.${name}`));
    }),
  ];
}

function valueFlaws(path: string, block: unknown): readonly string[] {
  const kept = Rotated.safeParse(block).data?.lifecycle[0].ignore_changes ?? [];
  return ['secret_data', 'version_id']
    .filter((name) => !kept.includes(`\${${name}}`))
    .map((name) => `${path} would put its first ${name} back`);
}

const Valued = z.object({ secret_data: z.string() });

/**
 * The provider reads the current value whenever it refreshes a secret, and ignore_changes does not keep it from that:
 * who gives a value must have read so. Source: aliyun/terraform-provider-alicloud, `resourceAliCloudKmsSecretRead`.
 */
function stateFlaws(module: Module, path: string, block: unknown): readonly string[] {
  const [, name = ''] = /var\.(\w+)/.exec(Valued.parse(block).secret_data) ?? [];
  const said = String(module.variable[name]?.[0].description);
  return /each refresh/.test(said)
    ? []
    : [`var.${name} does not say that ${path} brings live values into the state`];
}

/** Every variable is used beyond its own validation, and everything used is there. */
async function nameFlaws(module: Module, files: Files): Promise<readonly string[]> {
  const used = [...`${files['main.tf']}${files['outputs.tf']}`.matchAll(/\b(var|local)\.(\w+)/g)];
  const names = (kind: string) =>
    new Set(used.flatMap(([, root, name]) => (root === kind && name ? [name] : [])));
  const variables = Object.keys(module.variable);
  const locals = Object.keys(module.locals[0]);
  const references = await Promise.all(
    Object.entries(module.output).map(async ([name, [{ value }]]) => {
      const found = await getReferencesInExpression('outputs.tf', String(value));
      return found.map(({ value: path }: { value: string }) => ({ name, path }));
    }),
  );
  return [
    ...[...names('var')].filter((name) => !variables.includes(name)).map((name) => `there is no var.${name}`),
    ...[...names('local')]
      .filter((name) => !locals.includes(name))
      .map((name) => `there is no local.${name}`),
    ...variables.filter((name) => !names('var').has(name)).map((name) => `nothing uses var.${name}`),
    ...references.flat().flatMap(({ name, path }) => {
      const [type = '', resource = ''] = path.split('.');
      return module.resource[type]?.[resource]
        ? []
        : [`the output ${name} tells of ${path}, which is not there`];
    }),
  ];
}
