import * as z from 'zod';
import type { Cloud } from '../cloud.ts';
import { SecretName } from './fields.ts';
import { allSecretsArn, arnOf, findNamedSecret, refuseInWindow } from './find-secret.ts';
import type { Secret } from './secret.ts';

/** Parameters that name the resources in the tag operations of the newer kind: up to 50 secrets of one region. */
export const Resources = {
  RegionId: z.string().max(64).optional(),
  ResourceType: z.literal('secret', 'this sandbox tags secrets only'),
  ResourceId: z.array(SecretName).min(1, 'it names no resource').max(50, 'there are more than 50 resources'),
};

/** Returns the ARN that a policy names: exactly one secret or, for several secrets, the folder that holds them all. */
export const arnOfAll = (cloud: Cloud, references: readonly string[]) => {
  const [only] = references;
  return references.length === 1 && only !== undefined ? arnOf(cloud, only) : `${allSecretsArn(cloud)}/*`;
};

/**
 * Finds all named secrets. Throws a Refusal if one of them is missing or in its deletion window, so that none is
 * changed.
 */
export const findAll = (cloud: Cloud, references: readonly string[]): Secret[] =>
  [...new Set(references)].map((reference) => refuseInWindow(findNamedSecret(cloud, reference)));
