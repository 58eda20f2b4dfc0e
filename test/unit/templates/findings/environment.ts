import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readEnvironment } from '../../../../shared/runtime/environment.ts';
import type { Check } from './check.ts';

const reader = readFileSync(join(import.meta.dirname, '../../../../shared/runtime/environment.ts'), 'utf8');

const Variables = z.record(z.string(), z.string().min(1));

/** Variables that a function reads, with values it takes. */
export const environment: Check = (_, renderings) =>
  renderings.flatMap(({ title, resources }) =>
    resources
      .filter(({ type }) => type === 'ALIYUN::FC3::Function')
      .flatMap(({ id, properties }) =>
        complaints(Variables.parse(properties.EnvironmentVariables)).map(
          (what) => `${id} (${title}): ${what}`,
        ),
      ),
  );

function complaints({ ROTATION_CA_FILE: _, ...variables }: z.output<typeof Variables>): readonly string[] {
  const strange = Object.keys(variables).filter((name) => !reader.includes(`  ${name}: `));
  try {
    readEnvironment(variables);
    return strange.map((name) => `no function reads ${name}`);
  } catch (error) {
    return [String(error)];
  }
}
