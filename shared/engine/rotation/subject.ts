import { settingsOf } from './configuration.ts';
import { EnvironmentMismatch, PolicyMalformed } from './errors.ts';
import { type Policy, parsePolicy, rdsApi } from './policy.ts';
import type { Ports } from './ports.ts';
import type { SecretId } from './store.ts';

/** A secret and its policy, before any part of its value is read. */
export interface Subject {
  readonly secret: SecretId;
  readonly policy: Policy;
  /** The time at which the secret was created, in milliseconds since the epoch, if the store reports it. */
  readonly createTime: number | undefined;
  /**
   * Facts to store with the status in one call: the state that the service asks to keep, and the places of the account.
   * The first place is its own; the others are around it. `isAnswered` belongs to this session alone: the service has
   * answered about the account.
   */
  readonly kept: { note?: string; places?: readonly [string, ...string[]]; isAnswered?: true };
}

/**
 * Reads a secret and its policy. Throws PolicyMalformed if the policy is not valid or is for another type, and
 * EnvironmentMismatch if it is for another environment. Throws the error of the store if the secret does not exist.
 */
export async function readSubject<Value>(ports: Ports<Value>, secret: SecretId): Promise<Subject> {
  const description = await ports.store.describe(secret, ports.signal);
  const settings = settingsOf(ports.configuration, secret);
  const policy = parsePolicy(secret, description.tags, settings);
  const { type, strategies, takesRdsApi = false } = ports.type;
  if (policy.type !== type)
    throw new PolicyMalformed(secret, [
      `tag rotation:type says ${policy.type}, but this is the function of ${type}`,
    ]);
  if (policy.strategy !== 'auto' && !strategies.includes(policy.strategy))
    throw new PolicyMalformed(secret, [
      `tag rotation:strategy says ${policy.strategy}; ${type} supports auto, ${strategies.join(', ')}`,
    ]);
  if (policy.byRdsApi && !takesRdsApi)
    throw new PolicyMalformed(secret, [
      `tag rotation:admin-secret says ${rdsApi}, which changes accounts of RDS databases only`,
    ]);
  const { environmentName } = ports;
  if (
    policy.environment !== undefined &&
    environmentName !== undefined &&
    policy.environment !== environmentName
  )
    throw new EnvironmentMismatch(secret, policy.environment, environmentName);
  return { secret, policy, createTime: description.createTime, kept: {} };
}
