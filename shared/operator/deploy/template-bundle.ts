import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { parseText } from '../../ros-template/parse-text.ts';
import { ParameterDefinition } from '../../ros-template/template.ts';
import { crc64 } from '../../runtime/crc64.ts';

/** A built function, and the name under which its bucket holds it: its hash is part of it. */
export interface Bundle {
  readonly parameter: string;
  readonly object: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** CRC-64 in decimal, which Function Compute compares. */
  readonly checksum: string;
}

/** What a stack is made of. */
export interface TemplateBundle {
  readonly template: string;
  readonly parameters: Readonly<Record<string, ParameterDefinition>>;
  readonly bundles: readonly Bundle[];
}

/** The parameter that every template has for the bucket of its bundles. */
export const bucketParameter = 'BundleBucket';

const Parameters = z.object({ Parameters: z.record(z.string(), ParameterDefinition) });

/** `rds-mysql`, `all` and so on: what can be deployed from a folder that the build has written. */
export function blueprintNames(folder: string): string[] {
  return readdirSync(join(folder, 'templates')).flatMap((file) => /^(.+)\.yml$/.exec(file)?.[1] ?? []);
}

export function readBlueprint(folder: string, name: string): TemplateBundle {
  const template = readFileSync(join(folder, 'templates', `${name}.yml`), 'utf8');
  const { Parameters: parameters } = Parameters.parse(parseText(template));
  const bundled = Object.keys(parameters).filter((one) => /.Bundle$/.test(one));
  return { template, parameters, bundles: bundled.map((parameter) => readBundle(folder, parameter)) };
}

/** `RdsMysqlBundle` is for `rds-mysql.zip`. */
function readBundle(folder: string, parameter: string): Bundle {
  const words = parameter.replace(/Bundle$/, '').replace(/(?<=[a-z0-9])[A-Z]/g, '-$&');
  const name = words.toLowerCase();
  const bytes = Uint8Array.from(readFileSync(join(folder, `${name}.zip`)));
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { parameter, object: `${name}/${hash}.zip`, bytes, checksum: crc64(bytes).toString() };
}
