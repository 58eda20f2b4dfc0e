import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { parseText } from '../../ros-template/parse-text.ts';
import { ParameterDefinition } from '../../ros-template/template.ts';
import { crc64 } from '../../runtime/crc64.ts';

/** A built function, and the name of its object in a bucket. The name contains the hash of the function. */
export interface Bundle {
  readonly parameter: string;
  readonly object: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The CRC-64 in decimal, which Function Compute compares. */
  readonly checksum: string;
}

/** The parts of a stack: a template, its parameters, and the bundles of its functions. */
export interface TemplateBundle {
  readonly template: string;
  readonly parameters: Readonly<Record<string, ParameterDefinition>>;
  readonly bundles: readonly Bundle[];
}

/** The parameter of every template for the bucket of its bundles. */
export const bucketParameter = 'BundleBucket';

const Parameters = z.object({ Parameters: z.record(z.string(), ParameterDefinition) });

/** Returns the names of templates in a folder that the build has written: `rds-mysql`, `all` and so on. */
export function blueprintNames(folder: string): string[] {
  return readdirSync(join(folder, 'templates')).flatMap((file) => /^(.+)\.yml$/.exec(file)?.[1] ?? []);
}

export function readBlueprint(folder: string, name: string): TemplateBundle {
  const template = readFileSync(join(folder, 'templates', `${name}.yml`), 'utf8');
  const { Parameters: parameters } = Parameters.parse(parseText(template));
  const bundled = Object.keys(parameters).filter((one) => /.Bundle$/.test(one));
  return { template, parameters, bundles: bundled.map((parameter) => readBundle(folder, parameter)) };
}

/** Reads the bundle of a parameter: `RdsMysqlBundle` is for `rds-mysql.zip`. */
function readBundle(folder: string, parameter: string): Bundle {
  const words = parameter.replace(/Bundle$/, '').replace(/(?<=[a-z0-9])[A-Z]/g, '-$&');
  const name = words.toLowerCase();
  const bytes = Uint8Array.from(readFileSync(join(folder, `${name}.zip`)));
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { parameter, object: `${name}/${hash}.zip`, bytes, checksum: crc64(bytes).toString() };
}
