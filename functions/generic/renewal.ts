import * as z from 'zod';
import { PolicyMalformed, SecretMalformed } from '../../shared/engine/rotation/errors.ts';
import type { Policy } from '../../shared/engine/rotation/policy.ts';
import type { RotationContext } from '../../shared/engine/rotation/service.ts';
import type { SecretId, VersionId } from '../../shared/engine/rotation/store.ts';
import type { Sensitive } from '../../shared/runtime/sensitive.ts';
import type { Issue, Maker } from './makers/maker.ts';
import {
  differentPlace,
  type GenericSecret,
  isJsonObject,
  parseSecret,
  readFields,
  withFields,
} from './secret.ts';
import { parseFields, parseRule } from './tags.ts';

const usualRule = 'password';

/** The requirements of a strategy for a new value. */
export interface Terms {
  /** The fields that the strategy fills itself, whatever the policy would name. The secret may lack them. */
  readonly fields?: readonly string[];
  /** The rule to use if the tag `rotation:value` is absent. */
  readonly usual?: string;
  /** The only ways that the strategy can use, by the first words of their rules. */
  readonly ways?: readonly string[];
  readonly issue?: Issue;
}

/** A plan for the next value of a secret. It renews the fields that the policy names, and keeps everything else. */
export interface Renewal {
  readonly how: string;
  next(version: VersionId): Promise<GenericSecret>;
}

/**
 * Plans the next value before anything is changed. Throws PolicyMalformed or SecretMalformed if policy, strategy and
 * secret do not fit each other.
 */
export function planRenewal(
  { secret, policy, current }: Pick<RotationContext<GenericSecret>, 'secret' | 'policy' | 'current'>,
  terms: Terms = {},
): Renewal {
  const maker = parseRule(secret, policy.value ?? terms.usual ?? usualRule);
  const named = policy.fields === undefined ? undefined : parseFields(secret, policy.fields);
  const fields = terms.fields ?? named;
  const problem = misuse(policy.strategy, maker, terms, named) ?? misfit(maker, current, fields);
  if (problem !== undefined) throw new PolicyMalformed(secret, [problem]);
  if (named !== undefined)
    readFields(secret, current, z.object(Object.fromEntries(named.map((name) => [name, z.string()]))));
  return {
    how: maker.how,
    next: async (version) => {
      const [text, ...others] = await maker.make({ version, policy, issue: terms.issue, fields });
      if (text === undefined) throw new Error(`${maker.how} made nothing`);
      const made = put(current, fields, [text, ...others]);
      const next = parseSecret(secret, made.text, made.dataType);
      const paths = differentPlace(current, next);
      if (paths.length === 0) return next;
      throw new SecretMalformed(
        secret,
        paths.map((path) => `${path} of the new value differs from the current version's`),
      );
    },
  };
}

/** Throws PolicyMalformed if the tags ask for a value that cannot be made, or that would be too easy to guess. */
export function checkRule(secret: SecretId, policy: Policy, usual = usualRule): void {
  parseRule(secret, policy.value ?? usual).check?.(policy);
}

function put(
  current: GenericSecret,
  fields: readonly string[] | undefined,
  [whole, ...others]: readonly [Sensitive, ...Sensitive[]],
): GenericSecret {
  if (fields === undefined) return { ...current, text: whole };
  const texts = [whole, ...others];
  return withFields(current, Object.fromEntries(fields.map((name, index) => [name, texts[index] ?? whole])));
}

/** Returns why the strategy cannot use the tags, or undefined if it can. */
function misuse(
  strategy: string,
  { how }: Maker,
  { ways: allowed, issue, fields }: Terms,
  named: readonly string[] | undefined,
): string | undefined {
  if (allowed && !allowed.includes(how))
    return `tag rotation:value must begin with ${allowed.join(' or ')} for the strategy ${strategy}`;
  if (how === 'webhook' && !issue)
    return 'tag rotation:value may say webhook only with rotation:strategy webhook';
  if (named && fields) return `remove the tag rotation:fields: the strategy ${strategy} chooses the fields`;
  return undefined;
}

/** Returns why a new value would not fit the secret, or undefined if it would. */
function misfit(
  { how, fills, binary }: Maker,
  current: GenericSecret,
  fields: readonly string[] | undefined,
): string | undefined {
  if (current.dataType === 'binary' && !binary)
    return 'tag rotation:value must say base64 or webhook, since the value is binary';
  if (fields && fields.length > fills)
    return `tag rotation:fields names ${fields.length} fields, but ${how} makes ${fills}: the private key and the public one`;
  if (!fields && how !== 'webhook' && isJsonObject(current))
    return 'tag rotation:fields must name the fields to renew, since the value is a JSON object';
  return undefined;
}
