import * as z from 'zod';
import { matchesWildcard } from './wildcard.ts';

/** Returns a schema for a list. A policy may write a list of one without its brackets. */
export const oneOrMore = <Schema extends z.ZodType<unknown>>(schema: Schema) =>
  z.union([schema.transform((one) => [one]), z.array(schema).min(1, 'it is empty')]);

/** A pattern of actions: `kms:Get*`, or `*` for everything. */
export const ActionPattern = z
  .string()
  .regex(/^(\*|[\w*?-]+:[\w*?/-]+)$/, 'it is no action of the form service:operation');

const parts = 5;

/** A pattern of resources: `acs:<service>:<region>:<account>:<relative id>`, or `*` for everything. */
export const ResourcePattern = z
  .string()
  .refine(
    (text) => text === '*' || (text.startsWith('acs:') && text.split(':').length >= parts),
    'it is no resource of the form acs:service:region:account:id',
  );

/** Compares actions without regard to case. */
export const coversAction = (pattern: string, action: string) =>
  matchesWildcard(pattern.toLowerCase(), action.toLowerCase());

/**
 * Compares resources part by part and with regard to case. A resource without a region or an account has an empty part
 * there. Only `*` covers a request that concerns no resource (`*`).
 */
export function coversResource(pattern: string, resource: string): boolean {
  if (pattern === '*' || resource === '*') return pattern === '*';
  const given = partsOf(resource);
  return partsOf(pattern).every((part, index) => matchesWildcard(part, given[index] ?? ''));
}

function partsOf(arn: string): string[] {
  const all = arn.split(':');
  return [...all.slice(0, parts - 1), all.slice(parts - 1).join(':')];
}
