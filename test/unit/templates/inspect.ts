import { readHouseTemplate } from '../../support/templates/house-template.ts';
import { type Rendering, renderings } from '../../support/templates/rendering.ts';
import type { Check } from './findings/check.ts';
import { environment } from './findings/environment.ts';
import { functions } from './findings/functions.ts';
import { parameters } from './findings/parameters.ts';
import { policies } from './findings/policies.ts';
import { properties } from './findings/properties.ts';
import { references } from './findings/references.ts';
import { rotatedSecrets } from './findings/rotated-secrets.ts';
import { secrecy } from './findings/secrecy.ts';
import { tasks } from './findings/tasks.ts';
import { timers } from './findings/timers.ts';

/** What is found in one stage must be mended before it is worth looking at the next. */
const stages: readonly (readonly Check[])[] = [
  [functions, references, parameters, secrecy],
  [properties],
  [timers, tasks, policies, rotatedSecrets, environment],
];

/** All that is wrong with a template, one sentence each. */
export function inspectTemplate(text: string): readonly string[] {
  try {
    const template = readHouseTemplate(text);
    let rendered: readonly Rendering[] = [];
    for (const checks of stages) {
      const found = checks.flatMap((check) => check(template, rendered));
      if (found.length > 0) return [...new Set(found)];
      rendered = renderings(text, template);
    }
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
