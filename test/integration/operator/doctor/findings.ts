import { expect } from 'vitest';
import * as z from 'zod';
import type { Cloud } from '../../../support/stand/cloud.ts';
import { rotator } from '../../../support/stand/in-process.ts';

const Document = z.object({
  Checks: z.array(
    z.object({
      about: z.string(),
      title: z.string(),
      state: z.enum(['ok', 'warning', 'failed', 'skipped']),
      detail: z.string(),
      remedy: z.string().optional(),
    }),
  ),
  Failed: z.number(),
});
type Found = z.output<typeof Document>['Checks'][number];

/** What `rotator doctor --json` finds, by the title of each check. */
export async function findingsOf(
  cloud: Cloud,
  ...argv: readonly string[]
): Promise<ReadonlyMap<string, Found>> {
  const { stdout, stderr } = await rotator(cloud, 'doctor', '--json', ...argv);
  expect(stderr).toBe('');
  const { Checks } = Document.parse(JSON.parse(stdout));
  return new Map(Checks.map((found) => [found.title, found]));
}

/** The same cloud for a process with other variables. */
export function withOther(cloud: Cloud, variables: Readonly<Record<string, string>>): Cloud {
  return { ...cloud, variables: { ...cloud.variables, ...variables } };
}
